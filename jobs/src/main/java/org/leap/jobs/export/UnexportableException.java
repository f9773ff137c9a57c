package org.leap.jobs.export;

/** A network, or a part of one, has no ONNX form here. The message names the part. */
final class UnexportableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("AnnotateFormatMethod") // Its annotation would be a library more.
  UnexportableException(String message, Object... values) {
    super(message.formatted(values));
  }
}
