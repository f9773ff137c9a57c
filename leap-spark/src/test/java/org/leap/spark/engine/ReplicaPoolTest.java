package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;

class ReplicaPoolTest {
  private static NetworkBlueprint blueprint(double rate) {
    return Toy.blueprint(new Sgd(rate), 1);
  }

  private static Replica borrowed(NetworkBlueprint blueprint) {
    return ReplicaPool.borrow(blueprint, replica -> replica);
  }

  @BeforeEach
  void fillWithStrangers() {
    for (int i = 0; i < 4; i++) {
      borrowed(blueprint(100 + i));
    }
  }

  @Test
  void aReplicaIsKeptBetweenRounds() {
    assertSame(borrowed(blueprint(1)), borrowed(blueprint(1)));
    assertNotSame(borrowed(blueprint(1)), borrowed(blueprint(2)));
  }

  /** A replica of an earlier run of the same network may still be idle. */
  @Test
  void theInitialStateIsDrawnAnewWhateverThePoolHolds() {
    float[] drawn = AveragingTrainer.initialState(blueprint(1)).parameters();
    borrowed(blueprint(1)).load(new NetworkState(new float[drawn.length], new float[0]));
    assertArrayEquals(drawn, AveragingTrainer.initialState(blueprint(1)).parameters());
  }

  @Test
  void tasksSideBySideHaveTheirOwn() {
    NetworkBlueprint blueprint = blueprint(1);
    ReplicaPool.borrow(
        blueprint,
        outer -> {
          assertNotSame(outer, borrowed(blueprint));
          return null;
        });
  }

  @Test
  void afterAnExceptionAReplicaIsNotUsedAgain() {
    NetworkBlueprint blueprint = blueprint(1);
    Replica before = borrowed(blueprint);
    assertThrows(
        IllegalStateException.class,
        () ->
            ReplicaPool.borrow(
                blueprint,
                replica -> {
                  throw new IllegalStateException("lost");
                }));
    assertNotSame(before, borrowed(blueprint));
  }

  @Test
  void replicasOfManyRunsDoNotPileUp() {
    for (int i = 0; i < 2 * ReplicaPool.MOST_BLUEPRINTS; i++) {
      borrowed(blueprint(200 + i));
    }
    assertEquals(ReplicaPool.MOST_BLUEPRINTS, ReplicaPool.idle());
  }
}
