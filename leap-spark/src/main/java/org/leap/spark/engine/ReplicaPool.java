package org.leap.spark.engine;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The replicas of this JVM that no task is using, by blueprint. A task borrows one, so there are as
 * many as tasks run side by side.
 */
final class ReplicaPool {
  private static final Map<NetworkBlueprint, Deque<Replica>> IDLE = new ConcurrentHashMap<>();

  static {
    // Arrays are closed or live in workspaces, so ND4J need not call the collector every few
    // seconds.
    Nd4j.getMemoryManager().togglePeriodicGc(false);
  }

  private ReplicaPool() {}

  /** Runs with a replica of this blueprint, building one if none is idle. */
  static <T> T borrow(NetworkBlueprint blueprint, Function<Replica, T> work) {
    Deque<Replica> idle = IDLE.computeIfAbsent(blueprint, b -> new ConcurrentLinkedDeque<>());
    Replica replica = idle.pollFirst();
    if (replica == null) {
      replica = blueprint.build();
    }
    T result = work.apply(replica);
    // After an exception the replica's state is unknown: it is dropped.
    idle.addFirst(replica);
    return result;
  }

  /** Forgets the idle replicas of a blueprint. */
  static void release(NetworkBlueprint blueprint) {
    IDLE.remove(blueprint);
  }
}
