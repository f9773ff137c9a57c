package org.leap.jobs.formats;

/**
 * What there is of memory, to compare with what a file says it would take before that is built.
 *
 * @param available bytes
 */
public record MemoryBound(long available) {
  /** The heap that this process may have. */
  public static final MemoryBound OF_THIS_PROCESS =
      new MemoryBound(Runtime.getRuntime().maxMemory());

  /**
   * Refuses what cannot fit.
   *
   * @param source the file, as the user wrote it
   * @param what would be built: {@code "its 60000 examples"}
   * @param bytes that it takes
   * @param advice what to do
   * @throws BadDataException if there are fewer
   */
  public void check(String source, String what, long bytes, String advice) {
    if (bytes > available) {
      throw exceeded(source, what, bytes, advice);
    }
  }

  /** For what has been found not to fit. */
  public BadDataException exceeded(String source, String what, long bytes, String advice) {
    return new BadDataException(
        source,
        "%s would take %,d bytes of memory, this process has %,d; %s",
        what,
        bytes,
        available,
        advice);
  }
}
