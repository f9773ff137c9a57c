package org.leap.spark.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The replicas of this JVM that no task is using, by blueprint. A task borrows one, so there are as
 * many as tasks run side by side.
 */
final class ReplicaPool {
  /** Executors outlive runs: of more blueprints than this, the least recently used are dropped. */
  private static final int MOST_BLUEPRINTS = 4;

  private static final Map<NetworkBlueprint, Deque<Replica>> IDLE =
      new LinkedHashMap<>(16, 0.75f, true);

  static {
    // Arrays are closed or live in workspaces, so ND4J need not call the collector every few
    // seconds.
    Nd4j.getMemoryManager().togglePeriodicGc(false);
  }

  private ReplicaPool() {}

  /** Runs with a replica of this blueprint, building one if none is idle. */
  static <T> T borrow(NetworkBlueprint blueprint, Function<Replica, T> work) {
    Replica idle = take(blueprint);
    Replica replica = idle == null ? blueprint.build() : idle;
    T result = work.apply(replica);
    // After an exception the replica's state is unknown: it is dropped.
    giveBack(blueprint, replica);
    return result;
  }

  private static synchronized Replica take(NetworkBlueprint blueprint) {
    Deque<Replica> idle = IDLE.get(blueprint);
    return idle == null ? null : idle.pollFirst();
  }

  private static synchronized void giveBack(NetworkBlueprint blueprint, Replica replica) {
    IDLE.computeIfAbsent(blueprint, b -> new ArrayDeque<>()).addFirst(replica);
    Iterator<Deque<Replica>> leastRecent = IDLE.values().iterator();
    while (IDLE.size() > MOST_BLUEPRINTS) {
      leastRecent.next().forEach(Replica::close);
      leastRecent.remove();
    }
  }

  /** Drops the idle replicas of a blueprint. */
  static synchronized void release(NetworkBlueprint blueprint) {
    Deque<Replica> idle = IDLE.remove(blueprint);
    if (idle != null) {
      idle.forEach(Replica::close);
    }
  }

  /** Replicas that are idle now, for tests. */
  static synchronized int idle() {
    return IDLE.values().stream().mapToInt(Deque::size).sum();
  }
}
