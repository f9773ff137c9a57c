package org.leap.spark.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leap.spark.checkpoint.CheckpointStore.BadCheckpointException;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.engine.NetworkState;
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
 * @param parameters floats of it that are parameters
 * @param optimizerState floats of it that follow and are optimizer state
 * @param mean floats of it that follow and are a mean of parameters; none in version 1
 * @param meanModels of how many moments
 * @param evaluations that guide the run; none in version 1
 * @param evaluationDue true if one is still to come before the run goes on, else absent
 * @param identity of the run; none in versions 1 and 2
 * @param losses of every round, where nothing else keeps them; absent if there are none
 * @param parts floats of the state file that follow the mean, by the names of what they are, in the
 *     order of the names; absent if there are none. What a release does not know it cannot go on
 *     with, so a name needs no version of its own
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
    int parameters,
    int optimizerState,
    Integer mean,
    Integer meanModels,
    List<Evaluation> evaluations,
    Boolean evaluationDue,
    RunIdentity identity,
    List<Double> losses,
    SortedMap<String, Integer> parts) {

  static final String FILE = "manifest.json";
  static final int VERSION = 4;
  private static final FormatVersion FORMAT = new FormatVersion(VERSION);
  private static final int FIRST_SEALED = 3;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  Manifest {
    mean = mean == null ? 0 : mean;
    meanModels = meanModels == null ? 0 : meanModels;
    evaluations = evaluations == null ? List.of() : List.copyOf(evaluations);
    losses = losses == null || losses.isEmpty() ? null : List.copyOf(losses);
    parts =
        parts == null || parts.isEmpty()
            ? null
            : Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** Of a checkpoint whose state file has this SHA-256. */
  static Manifest of(Checkpoint checkpoint, String sha256) {
    NetworkState state = checkpoint.state();
    RunMemory memory = checkpoint.memory();
    ModelMean mean = memory.mean();
    SortedMap<String, Integer> parts = new TreeMap<>();
    memory.parts().forEach((name, values) -> parts.put(name, values.length));
    return new Manifest(
        VERSION,
        FormatVersion.writer(),
        checkpoint.rounds(),
        checkpoint.step(),
        checkpoint.fingerprint(),
        bytes(state.parameters().length, state.optimizerState().length, mean.parameters().length)
            + bytes(parts),
        sha256,
        state.parameters().length,
        state.optimizerState().length,
        mean.parameters().length,
        mean.models(),
        memory.evaluations(),
        memory.evaluationDue() ? true : null,
        checkpoint.identity().orElse(null),
        memory.losses(),
        parts);
  }

  private static long bytes(int... floats) {
    long sum = 0;
    for (int count : floats) {
      sum += count;
    }
    return Float.BYTES * sum;
  }

  private static long bytes(Map<String, Integer> parts) {
    return parts.values().stream().mapToLong(count -> (long) Float.BYTES * count).sum();
  }

  /** What the driver remembers, with the arrays of the state file. */
  RunMemory memory(float[] meanOfParameters, SortedMap<String, float[]> arrays) {
    return new RunMemory(
        evaluations,
        new ModelMean(meanModels, meanOfParameters),
        evaluationDue != null && evaluationDue,
        losses == null ? List.of() : losses,
        arrays);
  }

  /** Never null, unlike the component. */
  Map<String, Integer> namedParts() {
    return parts == null ? Map.of() : parts;
  }

  String text() throws JsonProcessingException {
    return SealedJson.seal(JSON.writeValueAsString(this));
  }

  /** Reads a manifest of any version that can be used. */
  static Manifest parse(String text) throws BadCheckpointException {
    SealedJson json = SealedJson.parse(text);
    try {
      JsonNode tree = JSON.readTree(json.object());
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
    if (rounds < 1
        || step < 1
        || parameters < 0
        || optimizerState < 0
        || mean < 0
        || meanModels < 0
        || (mean != 0 && mean != parameters)
        || namedParts().values().stream().anyMatch(count -> count == null || count < 0)
        || bytes != bytes(parameters, optimizerState, mean) + bytes(namedParts())) {
      throw new BadCheckpointException("its manifest contradicts itself: " + this);
    }
  }
}
