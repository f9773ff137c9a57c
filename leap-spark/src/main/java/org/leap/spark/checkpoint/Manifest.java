package org.leap.spark.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.leap.spark.checkpoint.CheckpointStore.BadCheckpointException;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.storage.SealedJson;

/**
 * {@code manifest.json}, the commit file of a checkpoint: without it there is no checkpoint. It
 * ends with a checksum of itself; those of versions 1 and 2 do not.
 *
 * @param version of the format
 * @param bytes length of the state file
 * @param sha256 of the state file
 * @param parameters floats of it that are parameters
 * @param optimizerState floats of it that follow and are optimizer state
 * @param mean floats of it that follow and are a mean of parameters; none in version 1
 * @param meanModels of how many moments
 * @param outerState floats of it that come last and are what an outer optimizer keeps; absent for
 *     none and before version 4
 * @param evaluations that guide the run; none in version 1
 * @param evaluationDue true if one is still to come before the run goes on, else absent
 * @param identity of the run; none in versions 1 and 2
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Manifest(
    int version,
    int rounds,
    int step,
    String fingerprint,
    long bytes,
    String sha256,
    int parameters,
    int optimizerState,
    Integer mean,
    Integer meanModels,
    Integer outerState,
    List<Evaluation> evaluations,
    Boolean evaluationDue,
    RunIdentity identity) {

  static final String FILE = "manifest.json";
  static final int VERSION = 4;
  private static final int FIRST_SEALED = 3;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  Manifest {
    mean = mean == null ? 0 : mean;
    meanModels = meanModels == null ? 0 : meanModels;
    evaluations = evaluations == null ? List.of() : List.copyOf(evaluations);
  }

  /** A release that knows no outer optimizer reads what has none, and refuses the rest. */
  static int version(NetworkState state) {
    return state.outerState().length == 0 ? FIRST_SEALED : VERSION;
  }

  /** Floats of the outer optimizer. */
  int outerFloats() {
    return outerState == null ? 0 : outerState;
  }

  String text() throws JsonProcessingException {
    return SealedJson.seal(JSON.writeValueAsString(this));
  }

  /** Reads a manifest of any version that can be used. */
  static Manifest parse(String text) throws BadCheckpointException {
    SealedJson json = SealedJson.parse(text);
    try {
      JsonNode tree = JSON.readTree(json.object());
      if (!tree.isObject()) {
        // Jackson turns an empty file into no manifest, newer versions without an error.
        throw new BadCheckpointException("its manifest cannot be read: there is no JSON object");
      }
      int version = tree.path("version").asInt();
      if (tree.has("version") && (version < 1 || version > VERSION)) {
        throw new BadCheckpointException(
            "Unknown version %s, this release supports at most %s".formatted(version, VERSION));
      }
      if (json.seal() == SealedJson.Seal.BROKEN) {
        throw new BadCheckpointException(
            "its manifest is damaged: the checksum at its end does not match");
      }
      if (json.seal() == SealedJson.Seal.NONE && version >= FIRST_SEALED) {
        throw new BadCheckpointException("its manifest is damaged: the checksum is missing");
      }
      Manifest manifest = JSON.treeToValue(tree, Manifest.class);
      manifest.check();
      return manifest;
    } catch (JsonProcessingException e) {
      throw new BadCheckpointException("its manifest cannot be read: " + e.getOriginalMessage());
    }
  }

  private void check() throws BadCheckpointException {
    if (rounds < 1
        || step < 1
        || parameters < 0
        || optimizerState < 0
        || mean < 0
        || meanModels < 0
        || outerFloats() < 0
        || (mean != 0 && mean != parameters)
        || bytes != 4L * parameters + 4L * optimizerState + 4L * mean + 4L * outerFloats()) {
      throw new BadCheckpointException("its manifest contradicts itself: " + this);
    }
  }
}
