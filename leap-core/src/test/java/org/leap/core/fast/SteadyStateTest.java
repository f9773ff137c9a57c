package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.step.Architecture;
import org.leap.core.step.NetworkPlan;
import org.leap.core.step.Plans;
import org.leap.core.step.Precision;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** What a step takes of memory when it is not the first. */
class SteadyStateTest {
  private static final int WARM_UP = 30;
  private static final int STEPS = 20;
  private static final long MOST_HEAP = 10_000;
  private static final long MEGABYTE = 1 << 20;

  @ParameterizedTest
  @EnumSource(names = {"MLP", "LENET", "RESNET20"})
  void aStepTakesLittleOfTheHeap(BenchmarkNetworks kind) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    Model network = kind.plain(new Sgd(0.1));
    DataSet batch =
        kind == BenchmarkNetworks.RESNET20
            ? Twins.batch(0, 10, 2, 3, 32, 32)
            : Twins.batch(0, 10, 64, 784);
    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      run(plan, batch, WARM_UP);
      long before = threads.getThreadAllocatedBytes(self);
      run(plan, batch, STEPS);
      long each = (threads.getThreadAllocatedBytes(self) - before) / STEPS;
      assertTrue(each < MOST_HEAP, each + " bytes a step");
    }
  }

  private static void run(NetworkPlan plan, DataSet batch, int steps) {
    for (int i = 0; i < steps; i++) {
      plan.gradient(batch.getFeatures(), batch.getLabels());
    }
  }

  @Test
  void stepsTakeNothingElse() throws InterruptedException {
    Model network = Architecture.RESNET.plain();
    DataSet batch = Architecture.RESNET.batch(0, 2);
    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      run(plan, batch, 5_000); // by then Java's own heap has grown as far as it will
      collect();
      long total = Pointer.totalBytes();
      long physical = Pointer.physicalBytes();
      run(plan, batch, 10_000);
      collect();
      assertAtMost(total + (64 << 10), Pointer.totalBytes());
      assertAtMost(physical + 16 * MEGABYTE, Pointer.physicalBytes());
    }
  }

  /** Programs of ever other sizes: each is built anew, because not so many are kept. */
  @Test
  void programsThatAreDroppedFreeTheirMemory() throws InterruptedException {
    Model network = Architecture.RESNET.plain();
    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      everySize(plan, 40);
      collect();
      long total = Pointer.totalBytes();
      long physical = Pointer.physicalBytes();
      everySize(plan, 40);
      collect();
      assertAtMost(total + MEGABYTE, Pointer.totalBytes());
      assertAtMost(physical + 24 * MEGABYTE, Pointer.physicalBytes());
    }
  }

  private static void everySize(NetworkPlan plan, int times) {
    for (int i = 0; i < times; i++) {
      for (int examples = 1; examples < 13; examples++) {
        run(plan, Architecture.RESNET.batch(0, examples), 1);
      }
      // Else Java's own heap would grow as far as it may.
      System.gc();
    }
  }

  /** What hangs on objects that nobody has any more goes with them. */
  private static void collect() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
  }

  private static void assertAtMost(long most, long bytes) {
    assertTrue(bytes <= most, bytes + " bytes, at most " + most + " expected");
  }
}
