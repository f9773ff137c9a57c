package org.leap.spark.engine;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.leap.core.flatness.MinibatchLoss;
import org.leap.core.flatness.ParameterLayout;
import org.leap.spark.data.Chunk;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/** The loss of one chunk, and its gradient if it is asked for. */
final class ChunkLoss extends AbstractFunction2<TaskContext, Iterator<Chunk>, ChunkLoss.Sum>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Sums over examples. A class and not a record: Kryo as Spark has it cannot read records. */
  static final class Sum implements Serializable {
    private static final long serialVersionUID = 1L;
    private final double[] gradient;
    private double loss;
    private long examples;

    /**
     * @param gradient zeros to add to, or null
     */
    Sum(double[] gradient) {
      this.gradient = gradient;
    }

    void add(Sum other) {
      loss += other.loss;
      examples += other.examples;
      for (int i = 0; gradient != null && i < gradient.length; i++) {
        gradient[i] += other.gradient[i];
      }
    }

    /** Turns the gradient into a mean too, 0 for what is not trained, and returns the loss. */
    double mean(ParameterLayout layout) {
      if (gradient != null) {
        layout.maskUntrained(gradient);
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] /= examples;
        }
      }
      return loss / examples;
    }
  }

  private final NetworkBlueprint twin;
  private final SharedState parameters;
  private final TaskData data;
  private final boolean withGradient;

  ChunkLoss(NetworkBlueprint twin, SharedState parameters, TaskData data, boolean withGradient) {
    this.twin = twin;
    this.parameters = parameters;
    this.data = data;
    this.withGradient = withGradient;
  }

  @Override
  public Sum apply(TaskContext context, Iterator<Chunk> chunks) {
    return ReplicaPool.borrow(twin, replica -> sum(replica, chunks.next()));
  }

  private Sum sum(Replica replica, Chunk chunk) {
    FlatVector.write(parameters.state().parameters(), replica.network().params());
    chunk.graph().ifPresent(replica.view()::bind);
    MinibatchLoss loss = new MinibatchLoss(replica.network());
    Sum sum = new Sum(withGradient ? new double[parameters.state().parameters().length] : null);
    data.minibatches(twin.flatInput())
        .forEach(
            chunk,
            batch -> {
              sum.loss +=
                  withGradient
                      ? loss.sum(batch.features(), batch.labels(), sum.gradient)
                      : loss.sum(batch.features(), batch.labels());
              sum.examples += batch.examples();
            });
    return sum;
  }
}
