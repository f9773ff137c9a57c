package org.leap.jobs.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process and what it started. Closing it asks it to end, then ends by force whatever is left.
 */
public final class ProcessTree implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Process process;

  private ProcessTree(Process process) {
    this.process = process;
  }

  /** Starts it. */
  public static ProcessTree start(ProcessBuilder builder) throws IOException {
    return new ProcessTree(builder.start());
  }

  /** Whether the process itself runs, whatever its children do. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** False if it still runs after the limit. */
  public boolean waitFor(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What the process, which has ended, left as its exit code. */
  public int exitCode() {
    return process.exitValue();
  }

  /** The process and whatever it is the parent of. */
  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends the process alone with SIGKILL; its children find out by themselves. */
  public void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    // Taken first: children of an ended process are nobody's descendants.
    List<ProcessHandle> descendants = new ArrayList<>(process.descendants().toList());
    process.destroy();
    if (!waitFor(GRACE)) {
      process.destroyForcibly();
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
    // So that nobody writes into a folder that is deleted next.
    CompletableFuture.allOf(
            descendants.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, GRACE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
