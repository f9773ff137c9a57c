package org.leap.jobs.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.leap.jobs.folder.Json;
import org.leap.jobs.folder.Status;
import org.leap.jobs.folder.StatusFile;
import org.leap.jobs.formats.BadDataException;
import org.leap.spark.storage.Folder;
import org.leap.spark.storage.FormatVersion;

/**
 * {@code status.json} of an experiment.
 *
 * @param format of the experiment's folder; absent in those of the first release
 * @param writtenBy the release that wrote it; absent there too
 * @param exitCode of the command line, once it has ended
 * @param error one line, if it did not succeed
 * @param runs how many runs there are in all
 * @param wallSeconds of the last attempt
 * @param versions of software and machine
 */
record ExperimentStatus(
    Integer format,
    String writtenBy,
    Status.State state,
    Integer exitCode,
    String error,
    int runs,
    int succeeded,
    int diverged,
    int failed,
    double wallSeconds,
    Map<String, String> versions) {
  static final String FILE = "status.json";

  /** 1 did not say so. */
  static final int VERSION = 2;

  private static final FormatVersion FORMAT = new FormatVersion(VERSION);
  private static final int LIMIT = 1 << 20;

  ExperimentStatus {
    versions =
        versions == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  void write(Folder folder) throws IOException {
    if (state == Status.State.RUNNING) {
      StatusFile.SpareRoom.keep(folder);
    } else {
      StatusFile.SpareRoom.giveUp(folder);
    }
    folder.write(FILE, Json.document(this));
  }

  /**
   * Refuses a folder of a newer format. Where its status is gone or damaged, nothing is said of it.
   *
   * @throws BadDataException if it is of one
   */
  static void refuseNewer(Folder folder) throws IOException {
    read(folder);
  }

  /** The versions that a folder names; none if it does not say. */
  static Map<String, String> versions(Folder folder) throws IOException {
    return read(folder).map(ExperimentStatus::versions).orElse(Map.of());
  }

  private static Optional<ExperimentStatus> read(Folder folder) throws IOException {
    var text = folder.read(FILE, LIMIT);
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.ofNullable(
              Json.read(text.get(), ExperimentStatus.class, FORMAT, folder.location(FILE)));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
