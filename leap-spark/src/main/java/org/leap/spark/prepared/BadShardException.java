package org.leap.spark.prepared;

/**
 * Prepared data cannot be used. The message is one line that names the file, the place in it, what
 * is wrong and what to do.
 */
public final class BadShardException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadShardException(String file, String problem) {
    super((file + ": " + problem).replaceAll("\\s*[\\r\\n]+\\s*", " "));
  }
}
