package org.leap.jobs.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** The clock for work of one thread, in nanoseconds. */
final class StepClock {
  private StepClock() {}

  /**
   * The calling thread's processor time where all the work is done by it, so that what other
   * processes take does not count; wall time where operations use several threads or a GPU.
   */
  static LongSupplier ofThisThread() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    boolean alone =
        Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU
            && "1"
                .equals(
                    String.valueOf(
                        Nd4j.getExecutioner().getEnvironmentInformation().get("omp.threads")));
    return alone && threads.isCurrentThreadCpuTimeSupported()
        ? threads::getCurrentThreadCpuTime
        : System::nanoTime;
  }
}
