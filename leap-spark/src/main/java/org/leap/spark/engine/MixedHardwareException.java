package org.leap.spark.engine;

/** Executors differ in what the last bits of a result depend on. */
public final class MixedHardwareException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MixedHardwareException(String one, String other) {
    super(
        "executors differ in what the last bits depend on, so the result could not be repeated: %s and %s; use executors of one kind, or set training.allowMixedHardware: true"
            .formatted(one, other));
  }
}
