package org.leap.spark.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.leap.spark.checkpoint.CheckpointStore.BadCheckpointException;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.storage.FormatVersion;
import org.leap.spark.storage.SealedJson;

/**
 * {@code manifest.json}, the commit file of a checkpoint: without it there is no checkpoint. It
 * ends with a checksum of itself; those of versions 1 and 2 do not.
 *
 * @param version of the format
 * @param writtenBy the release that wrote it; none in versions 1 to 3
 * @param bytes length of the state file
 * @param sha256 of the state file
 * @param parts floats of the state file by the names of what they are, in its order. A name that a
 *     release does not know it refuses, so a new one needs no version
 * @param parameters what versions 1 to 3 have instead, as are optimizerState and mean
 * @param meanModels of how many moments
 * @param evaluations that guide the run; none in version 1
 * @param evaluationDue true if one is still to come before the run goes on, else absent
 * @param identity of the run; none in versions 1 and 2
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Manifest(
    int version,
    String writtenBy,
    int rounds,
    int step,
    String fingerprint,
    long bytes,
    String sha256,
    Map<String, Integer> parts,
    Integer parameters,
    Integer optimizerState,
    Integer mean,
    Integer meanModels,
    List<Evaluation> evaluations,
    Boolean evaluationDue,
    RunIdentity identity) {

  static final String FILE = "manifest.json";
  static final int VERSION = 4;
  private static final FormatVersion FORMAT = new FormatVersion(VERSION);
  private static final int FIRST_SEALED = 3;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  Manifest {
    parts =
        Collections.unmodifiableMap(
            parts == null ? counts(parameters, optimizerState, mean) : new LinkedHashMap<>(parts));
    meanModels = meanModels == null ? 0 : meanModels;
    evaluations = evaluations == null ? List.of() : List.copyOf(evaluations);
  }

  private static Map<String, Integer> counts(
      Integer parameters, Integer optimizerState, Integer mean) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put(StateParts.PARAMETERS, parameters);
    counts.put(StateParts.OPTIMIZER_STATE, optimizerState);
    counts.put(StateParts.MEAN, mean == null ? 0 : mean);
    return counts;
  }

  /** Of a checkpoint whose state file has this SHA-256. */
  static Manifest of(Checkpoint checkpoint, String sha256) {
    RunMemory memory = checkpoint.memory();
    Map<String, Integer> parts = new LinkedHashMap<>();
    StateParts.of(checkpoint).forEach((name, values) -> parts.put(name, values.length));
    return new Manifest(
        VERSION,
        FormatVersion.writer(),
        checkpoint.rounds(),
        checkpoint.step(),
        checkpoint.fingerprint(),
        bytes(parts),
        sha256,
        parts,
        null,
        null,
        null,
        memory.mean().models(),
        memory.evaluations(),
        memory.evaluationDue() ? true : null,
        checkpoint.identity().orElse(null));
  }

  private static long bytes(Map<String, Integer> parts) {
    return parts.values().stream().mapToLong(count -> (long) Float.BYTES * count).sum();
  }

  /** The checkpoint whose state file holds these arrays. */
  Checkpoint checkpoint(Map<String, float[]> arrays) {
    return new Checkpoint(
        rounds,
        step,
        fingerprint,
        StateParts.state(arrays),
        new RunMemory(
            evaluations,
            new ModelMean(meanModels, StateParts.mean(arrays)),
            evaluationDue != null && evaluationDue,
            StateParts.losses(arrays)),
        Optional.ofNullable(identity));
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
      if (tree.has("version")) {
        Optional<String> problem =
            FORMAT.problem(version, tree.path(FormatVersion.WRITER).textValue());
        if (problem.isPresent()) {
          throw new BadCheckpointException("it " + problem.get());
        }
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
    for (String name : parts.keySet()) {
      if (!StateParts.KNOWN.contains(name)) {
        throw new BadCheckpointException(
            "it holds \"%s\", which this version does not know: use the one that wrote it or a newer one"
                .formatted(name));
      }
    }
    Integer values = parts.get(StateParts.PARAMETERS);
    Integer means = parts.getOrDefault(StateParts.MEAN, 0);
    if (rounds < 1
        || step < 1
        || values == null
        || parts.values().stream().anyMatch(count -> count == null || count < 0)
        || meanModels < 0
        || (means != 0 && !means.equals(values))
        || parts.getOrDefault(StateParts.LOSSES, 0) % 2 != 0
        || bytes != bytes(parts)) {
      throw new BadCheckpointException("its manifest contradicts itself: " + this);
    }
  }
}
