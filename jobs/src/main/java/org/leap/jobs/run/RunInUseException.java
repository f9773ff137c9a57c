package org.leap.jobs.run;

/** Another job works in the run folder. */
public final class RunInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunInUseException(String folder, String owner) {
    super(
        "run folder %s is in use by %s: wait for it, or choose another --run-dir"
            .formatted(folder, owner));
  }
}
