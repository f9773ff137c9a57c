package org.leap.spark.engine;

/** Workers were trained on what gives different last bits. */
public final class MixedHardwareException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MixedHardwareException(String one, String other) {
    super(
        "the run was trained on hardware that differs in what the last bits depend on, so the result could not be repeated: %s and %s; use executors of one kind, or set training.allowMixedHardware: true"
            .formatted(one, other));
  }
}
