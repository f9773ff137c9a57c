package org.leap.jobs.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/** What time of a step counts. */
enum StepClock {
  /** The calling thread's processor time, so that what other processes take does not count. */
  PROCESS,
  /** Where operations use several threads or a GPU. */
  WALL;

  static LongSupplier ofThisProcess() {
    return now() == PROCESS
        ? ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime
        : System::nanoTime;
  }

  static StepClock now() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    boolean alone = onCpu() && threads().equals("1");
    return alone && threads.isCurrentThreadCpuTimeSupported() ? PROCESS : WALL;
  }

  static boolean onCpu() {
    return Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU;
  }

  /** Threads of an operation. */
  static String threads() {
    return String.valueOf(Nd4j.getExecutioner().getEnvironmentInformation().get("omp.threads"));
  }
}
