package org.leap.spark.engine;

import java.io.Serializable;
import java.util.function.BiConsumer;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.Minibatches.Minibatch;

/** Tasks that go through the chunks of a data set with a network that is not trained. */
final class Pass implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final NetworkBlueprint network;
  private final SharedState state;
  private final TaskData data;

  Pass(ChunkedData data, NetworkBlueprint network, float[] parameters) {
    this.network = network;
    this.state = SharedState.of(data.chunks().context(), new NetworkState(parameters));
    this.data = TaskData.of(data, 1);
  }

  /** Hands over the minibatches of a chunk in their stored order, in its task. */
  void forEach(Chunk chunk, BiConsumer<Replica, Minibatch> consumer) {
    ReplicaPool.borrow(
        network,
        replica -> {
          replica.load(state.state());
          chunk.graph().ifPresent(replica.view()::bind);
          data.minibatches(network.flatInput())
              .forEach(chunk, minibatch -> consumer.accept(replica, minibatch));
          return chunk;
        });
  }

  @Override
  public void close() {
    state.close();
  }
}
