package org.leap.jobs.process;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * The standard error stream of this process. The launcher takes a line of Java's own from what the
 * virtual machine writes there, and hands over the stream itself beside it, so that what we write
 * goes past that filter: at once, and to the terminal if it is one.
 */
public final class StandardError {
  private static final String FILE = "leap.stderr";

  private StandardError() {}

  /** Writes to the stream that the launcher has handed over, if it has. */
  public static void goPastTheFilter() {
    String file = System.getProperty(FILE);
    if (file == null) {
      return;
    }
    try {
      // Appends, as it may be a file that others have written to.
      var stream = new FileOutputStream(file, true);
      System.setErr(new PrintStream(stream, true, Charset.defaultCharset()));
    } catch (FileNotFoundException e) {
      // A socket, say, cannot be opened by a name: the filter hands on what is written.
    }
  }
}
