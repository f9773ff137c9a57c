package org.leap.spark.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.leap.core.flatness.MinibatchLoss;
import org.leap.spark.data.Minibatches;
import org.leap.spark.data.RoundRdd;
import org.leap.spark.data.RoundRdd.Assigned;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Means and variances that batch normalization finds in minibatches, summed over the steps of a
 * worker. Nothing is trained: they are read off the gradient, in which DL4J hides the running
 * statistics' decay towards them.
 */
final class BatchStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * One layer's statistics in the flattened parameters.
   *
   * @param mean place of the first of the means
   * @param deviation place of the first of the decimal logarithms of the standard deviations
   */
  record Place(int mean, int deviation, int length) implements Serializable {}

  private final NetworkBlueprint twin;
  private final List<Place> places;

  private BatchStatistics(NetworkBlueprint twin, List<Place> places) {
    this.twin = twin;
    this.places = places;
  }

  static BatchStatistics of(NetworkBlueprint blueprint) {
    return new BatchStatistics(
        blueprint.withLayers(BatchStatistics::forget),
        ReplicaPool.borrow(blueprint, BatchStatistics::places));
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  private static List<Place> places(Replica replica) {
    List<Place> places = new ArrayList<>();
    for (Layer layer : replica.view().layers()) {
      if (layer.conf().getLayer() instanceof BatchNormalization
          && !(layer instanceof FrozenLayer)) {
        INDArray mean = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        INDArray deviation = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
        places.add(new Place((int) mean.offset(), (int) deviation.offset(), (int) mean.length()));
      }
    }
    return List.copyOf(places);
  }

  /** Its running statistics become those of the last minibatch. */
  private static void forget(org.deeplearning4j.nn.conf.layers.Layer layer) {
    if (layer instanceof BatchNormalization normalization) {
      normalization.setDecay(0);
    }
  }

  /** Sums over steps. A class and not a record: Kryo as Spark has it cannot read records. */
  static final class Sum implements Serializable {
    private static final long serialVersionUID = 1L;
    private final double[] means;
    private final double[] variances;
    private long steps;

    private Sum(int length) {
      means = new double[length];
      variances = new double[length];
    }

    private void add(Sum other) {
      steps += other.steps;
      for (int i = 0; i < means.length; i++) {
        means[i] += other.means[i];
        variances[i] += other.variances[i];
      }
    }

    /**
     * Adds what a minibatch had.
     *
     * @param gradient over parameters whose means and logarithms are 0: what was found, with the
     *     opposite sign
     */
    private void add(List<Place> places, INDArray gradient) {
      INDArray flat = gradient.reshape(gradient.length());
      int next = 0;
      for (Place place : places) {
        float[] mean = read(flat, place.mean, place.length);
        float[] deviation = read(flat, place.deviation, place.length);
        for (int i = 0; i < place.length; i++) {
          means[next] -= mean[i];
          variances[next++] += StrictMath.pow(10, -2.0 * deviation[i]);
        }
      }
      steps++;
    }

    private static float[] read(INDArray flat, int from, int length) {
      return FlatVector.read(flat.get(NDArrayIndex.interval(from, from + length)));
    }
  }

  private Sum none() {
    return new Sum(places.stream().mapToInt(Place::length).sum());
  }

  /** Runs all minibatches of an epoch, in one job, and adds in the order of the workers. */
  Sum sum(RoundRdd epoch, SharedState parameters, TaskData data, long seed) {
    Sum total = none();
    epoch
        .toJavaRDD()
        .mapPartitionsWithIndex(
            (worker, chunks) ->
                ReplicaPool.borrow(
                    twin,
                    replica -> {
                      FlatVector.write(
                          without(parameters.state().parameters()), replica.network().params());
                      WorkerTask.seedLayers(seed, worker, 0);
                      return List.of(sum(replica, data, chunks)).iterator();
                    }),
            true)
        .collect()
        .forEach(total::add);
    return total;
  }

  private Sum sum(Replica replica, TaskData data, Iterator<Assigned> chunks) {
    MinibatchLoss loss = new MinibatchLoss(replica.network());
    Sum sum = none();
    Minibatches minibatches = data.minibatches(twin.flatInput());
    while (chunks.hasNext()) {
      Assigned assigned = chunks.next();
      assigned.chunk().graph().ifPresent(replica.view()::bind);
      minibatches.forEach(
          assigned.chunk(),
          assigned.slice(),
          batch -> sum.add(places, loss.gradient(batch.features(), batch.labels())));
    }
    return sum;
  }

  private float[] without(float[] parameters) {
    float[] zeroed = parameters.clone();
    for (Place place : places) {
      Arrays.fill(zeroed, place.mean, place.mean + place.length, 0);
      Arrays.fill(zeroed, place.deviation, place.deviation + place.length, 0);
    }
    return zeroed;
  }

  /** Gives some parameters the statistics of others. */
  void copy(float[] from, float[] to) {
    for (Place place : places) {
      System.arraycopy(from, place.mean, to, place.mean, place.length);
      System.arraycopy(from, place.deviation, to, place.deviation, place.length);
    }
  }

  /** The network's parameters with the mean over the steps in the place of its statistics. */
  float[] renewed(float[] parameters, Sum sum) {
    float[] renewed = parameters.clone();
    int next = 0;
    for (Place place : places) {
      for (int i = 0; i < place.length; i++) {
        double variance = Math.max(sum.variances[next] / sum.steps, Float.MIN_NORMAL);
        renewed[place.mean + i] = (float) (sum.means[next++] / sum.steps);
        renewed[place.deviation + i] = (float) (0.5 * StrictMath.log10(variance));
      }
    }
    return renewed;
  }
}
