package org.leap.spark.engine;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.gpu.TaskDevice;
import org.nd4j.linalg.api.ndarray.INDArray;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/** Evaluates a network on a data set, spread over the cluster; sums in the order of the chunks. */
public final class Evaluator {
  private final NetworkBlueprint blueprint;
  private final ChunkedData data;

  public Evaluator(NetworkBlueprint blueprint, ChunkedData data) {
    this.blueprint = blueprint;
    this.data = data;
  }

  public Evaluation evaluate(NetworkState state, String description) {
    SparkContext spark = data.chunks().context();
    spark.setJobDescription(description);
    try (SharedState parameters =
        SharedState.of(spark, new NetworkState(state.parameters(), new float[0]))) {
      Task task = new Task(blueprint, parameters, TaskData.of(data));
      Part[] parts =
          (Part[]) spark.runJob(data.chunks(), task, ClassTag$.MODULE$.<Part>apply(Part.class));
      return sum(parts);
    } finally {
      spark.setJobDescription(null);
    }
  }

  private static Evaluation sum(Part[] parts) {
    long examples = 0;
    long correct = 0;
    double lossSum = 0;
    for (Part part : parts) {
      examples += part.examples;
      correct += part.correct;
      lossSum += part.lossSum;
    }
    return new Evaluation(examples, correct, lossSum / examples);
  }

  /** A class and not a record: Kryo as Spark has it cannot read records. */
  private static final class Part implements Serializable {
    private static final long serialVersionUID = 1L;
    private long examples;
    private long correct;
    private double lossSum;

    void add(INDArray probabilities, INDArray labels) {
      float[][] p = probabilities.toFloatMatrix();
      float[][] truth = labels.toFloatMatrix();
      for (int row = 0; row < p.length; row++) {
        int label = largest(truth[row]);
        correct += largest(p[row]) == label ? 1 : 0;
        // Bounded as DL4J bounds it, so that one confident mistake does not make the loss infinite.
        lossSum -= StrictMath.log(Math.max(p[row][label], 1e-10f));
      }
      examples += p.length;
    }

    private static int largest(float[] values) {
      int best = 0;
      for (int i = 1; i < values.length; i++) {
        if (values[i] > values[best]) {
          best = i;
        }
      }
      return best;
    }
  }

  private static final class Task extends AbstractFunction2<TaskContext, Iterator<Chunk>, Part>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final NetworkBlueprint blueprint;
    private final SharedState parameters;
    private final TaskData data;

    Task(NetworkBlueprint blueprint, SharedState parameters, TaskData data) {
      this.blueprint = blueprint;
      this.parameters = parameters;
      this.data = data;
    }

    @Override
    public Part apply(TaskContext context, Iterator<Chunk> chunks) {
      String device = TaskDevice.bind();
      return ReplicaPool.borrow(
          blueprint,
          device,
          replica -> {
            replica.load(parameters.state());
            return evaluate(replica, chunks.next());
          });
    }

    private Part evaluate(Replica replica, Chunk chunk) {
      Part part = new Part();
      data.minibatches(blueprint.flatInput())
          .forEach(
              chunk,
              minibatch -> {
                try (INDArray output = replica.output(minibatch.features())) {
                  part.add(output, minibatch.labels());
                }
              });
      return part;
    }
  }
}
