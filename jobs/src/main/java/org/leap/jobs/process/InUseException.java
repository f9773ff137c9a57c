package org.leap.jobs.process;

/** Another job works in the run folder. */
public final class InUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Of a folder, and whoever works in it. */
  public InUseException(String folder, String owner) {
    super(
        "run folder %s is in use by %s: wait for it, or choose another --run-dir"
            .formatted(folder, owner));
  }
}
