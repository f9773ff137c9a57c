package org.leap.jobs.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.leap.jobs.folder.Json;
import org.leap.jobs.folder.Status;
import org.leap.jobs.folder.StatusFile;
import org.leap.spark.storage.Folder;

/**
 * {@code status.json} of an experiment.
 *
 * @param exitCode of the command line, once it has ended
 * @param error one line, if it did not succeed
 * @param runs how many runs there are in all
 * @param wallSeconds of the last attempt
 * @param versions of software and machine
 */
record ExperimentStatus(
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

  /** The versions that a folder names; none if it does not say. */
  static Map<String, String> versions(Folder folder) throws IOException {
    var text = folder.read(FILE, LIMIT);
    try {
      return text.isEmpty() ? Map.of() : Json.read(text.get(), ExperimentStatus.class).versions();
    } catch (JsonProcessingException e) {
      return Map.of();
    }
  }
}
