package org.leap.jobs.formats;

import java.util.Locale;
import org.leap.jobs.text.Quoted;

/**
 * A data set cannot be used as it is. The message is one line that names the file, the place in it,
 * what was found, what was expected and what to do; the command line shows it and exits with 3.
 */
public final class BadDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error in one file, as the line {@code source: problem}.
   *
   * @param source the file, as the user wrote it
   * @param problem the rest of the line; line breaks in both become spaces, and what cannot be seen
   *     is escaped
   */
  public BadDataException(String source, String problem) {
    super(Quoted.visible(source + ": " + problem));
  }

  private BadDataException(String line) {
    super(line);
  }

  /** An error that was met in another process, with its message. */
  public static BadDataException again(String message) {
    return new BadDataException(Quoted.visible(message));
  }

  /** An error whose problem is a format, for values written as in the root locale. */
  public BadDataException(String source, String problem, Object... values) {
    this(source, String.format(Locale.ROOT, problem, values));
  }

  /** With what caused it, for {@code --debug}. */
  public BadDataException(String source, String problem, Throwable cause) {
    this(source, problem);
    initCause(cause);
  }
}
