package org.leap.spark.checkpoint;

import java.util.List;
import org.leap.spark.storage.Folder;

/** A run cannot go on from checkpoints that are another run's, or of other hardware. */
public final class OtherRunException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** What differs. */
  public enum Difference {
    CONFIGURATION,
    INPUTS,
    HARDWARE
  }

  private final Difference difference;
  private final String detail;

  OtherRunException(Folder folder, Difference difference, String detail) {
    super(
        switch (difference) {
          case CONFIGURATION, INPUTS ->
              "the checkpoints in %s are those of another training: %s; train as that one did, or name another folder"
                  .formatted(folder, detail);
          case HARDWARE ->
              "the checkpoint in %s %s: the result could not be repeated; go on there, allow mixed hardware where that can be set, or name another folder"
                  .formatted(folder, detail);
        });
    this.difference = difference;
    this.detail = detail;
  }

  /** Refuses what another run has saved in a folder. */
  static void refuse(Folder folder, RunIdentity saved, RunIdentity own) {
    if (!saved.configuration().equals(own.configuration())) {
      throw new OtherRunException(
          folder,
          Difference.CONFIGURATION,
          "then %s, now %s".formatted(saved.configuration(), own.configuration()));
    }
    List<String> changes = saved.changes(own.inputs());
    if (!changes.isEmpty()) {
      throw new OtherRunException(folder, Difference.INPUTS, String.join("; ", changes));
    }
  }

  /** What differs. */
  public Difference difference() {
    return difference;
  }

  /** What it was then and what it is now. */
  public String detail() {
    return detail;
  }
}
