package org.leap.spark.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.leap.spark.gpu.TaskDevice;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The replicas of this JVM that no task is using, by blueprint and GPU. A task borrows one, so
 * there are as many as tasks run side by side.
 */
final class ReplicaPool {
  /**
   * Processes outlive runs: of more blueprints than this, the least recently used are dropped. As
   * many runs as there are processors train side by side, each with its own.
   */
  static final int MOST_BLUEPRINTS = Math.max(4, Runtime.getRuntime().availableProcessors());

  private static final Map<NetworkBlueprint, Deque<Placed>> IDLE =
      new LinkedHashMap<>(16, 0.75f, true);

  /** A replica and where its arrays are: the GPU of the task that built it, empty on a CPU. */
  private record Placed(Replica replica, String device) {}

  private ReplicaPool() {}

  /** Runs with a replica, built if none is idle, the thread bound to the GPU of its task. */
  static <T> T borrow(NetworkBlueprint blueprint, Function<Replica, T> work) {
    String device = TaskDevice.bind();
    // Arrays are closed or live in workspaces: ND4J need not call the collector every few seconds.
    Nd4j.getMemoryManager().togglePeriodicGc(false);
    Replica replica = take(blueprint, device).orElseGet(blueprint::build);
    T result = work.apply(replica);
    // After an exception the replica's state is unknown: it is dropped.
    giveBack(blueprint, new Placed(replica, device));
    return result;
  }

  private static synchronized Optional<Replica> take(NetworkBlueprint blueprint, String device) {
    Deque<Placed> idle = IDLE.getOrDefault(blueprint, new ArrayDeque<>());
    Optional<Placed> here = idle.stream().filter(p -> p.device().equals(device)).findFirst();
    here.ifPresent(idle::remove);
    return here.map(Placed::replica);
  }

  private static synchronized void giveBack(NetworkBlueprint blueprint, Placed placed) {
    IDLE.computeIfAbsent(blueprint, b -> new ArrayDeque<>()).addFirst(placed);
    Iterator<Deque<Placed>> leastRecent = IDLE.values().iterator();
    while (IDLE.size() > MOST_BLUEPRINTS) {
      leastRecent.next().forEach(idle -> idle.replica().close());
      leastRecent.remove();
    }
  }

  /** Replicas that are idle now, for tests. */
  static synchronized int idle() {
    return IDLE.values().stream().mapToInt(Deque::size).sum();
  }
}
