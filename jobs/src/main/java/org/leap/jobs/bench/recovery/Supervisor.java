package org.leap.jobs.bench.recovery;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.leap.jobs.cluster.LeapProcess;
import org.leap.jobs.cluster.LocalCluster;
import org.leap.jobs.process.ExitCode;

/**
 * Sees a run to its end as systemd or a cluster's operator would, with processes started again as
 * soon as they die, and kills them.
 */
final class Supervisor {
  private static final Duration TICK = Duration.ofMillis(20);

  private final Callable<LeapProcess> start;
  private final LocalCluster cluster;
  private final KillPlan plan;
  private final RunFolder folder;
  private final Duration limit;
  private final List<Kill.Hit> hits = new ArrayList<>();
  private final Timeline timeline = new Timeline();
  private int gaveUp;

  /**
   * @param start starts the driver, which goes on where it was
   * @param limit after which a run counts as one that never ends
   */
  Supervisor(
      Callable<LeapProcess> start,
      LocalCluster cluster,
      KillPlan plan,
      RunFolder folder,
      Duration limit) {
    this.start = start;
    this.cluster = cluster;
    this.plan = plan;
    this.folder = folder;
    this.limit = limit;
  }

  /** Seconds from the start of the first driver to the end of the last. */
  double run() throws IOException {
    long begin = System.nanoTime();
    LeapProcess driver = started();
    boolean killed = false;
    try {
      while (true) {
        double now = (System.nanoTime() - begin) / 1e9;
        timeline.add(now, folder.rounds());
        if (!driver.isAlive()) {
          if (!killed && driver.exitCode() == 0) {
            return now;
          }
          gaveUp += killed ? 0 : refuseOthers(driver);
          driver.close();
          driver = started();
          killed = false;
        }
        if (plan.next().atSeconds() <= now) {
          killed |= kill(plan.next(), driver, now);
          plan.done();
        }
        cluster.restartDeadWorkers();
        if (now > limit.toSeconds()) {
          throw new IOException("the run still goes on after " + limit + ": " + driver.tail());
        }
        var unused = driver.waitFor(TICK);
      }
    } finally {
      driver.close();
    }
  }

  private LeapProcess started() throws IOException {
    try {
      return start.call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** An end by cluster or tasks, which another start may mend; counts one. */
  private static int refuseOthers(LeapProcess driver) throws IOException {
    if (driver.exitCode() != ExitCode.INFRASTRUCTURE.code()) {
      throw new IOException(
          "leap train ended with %s: %s".formatted(driver.exitCode(), driver.tail()));
    }
    return 1;
  }

  /** Whether it was the driver. A kill of what is not there hits nobody. */
  private boolean kill(KillPlan.Planned kill, LeapProcess driver, double now) {
    switch (kill.victim()) {
      case EXECUTOR -> {
        List<ProcessHandle> executors = cluster.executors();
        if (!executors.isEmpty()) {
          executors.get(kill.pick() % executors.size()).destroyForcibly();
          hits.add(new Kill.Hit(kill.victim(), now));
        }
      }
      case WORKER -> {
        List<String> hosts = cluster.hosts();
        if (!hosts.isEmpty()) {
          cluster.killWorker(hosts.get(kill.pick() % hosts.size()));
          hits.add(new Kill.Hit(kill.victim(), now));
        }
      }
      case DRIVER -> {
        if (driver.isAlive()) {
          driver.kill();
          hits.add(new Kill.Hit(kill.victim(), now));
          return true;
        }
      }
    }
    return false;
  }

  List<Kill.Hit> hits() {
    return List.copyOf(hits);
  }

  Timeline timeline() {
    return timeline;
  }

  int gaveUp() {
    return gaveUp;
  }
}
