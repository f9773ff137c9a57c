package org.leap.spark.dl4j;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.apache.spark.storage.StorageLevel;
import org.leap.core.Perturbation;
import org.leap.spark.engine.AveragingFrequency;
import org.leap.spark.engine.OuterOptimizer;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.engine.TrainingPlan.Averaging;
import org.leap.spark.engine.TrainingPlan.Compensation;
import org.leap.spark.engine.TrainingPlan.NoiseStreams;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonPropertyOrder;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** Everything that can be set on a master, as it is written to JSON and YAML. */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonPropertyOrder(alphabetic = true)
final class MasterSettings implements Serializable, Cloneable {
  private static final long serialVersionUID = 1L;

  private static final List<String> STORAGE_LEVELS =
      List.of(
          "MEMORY_AND_DISK",
          "MEMORY_AND_DISK_SER",
          "MEMORY_ONLY",
          "MEMORY_ONLY_SER",
          "DISK_ONLY",
          "MEMORY_AND_DISK_2",
          "MEMORY_AND_DISK_SER_2",
          "MEMORY_ONLY_2",
          "MEMORY_ONLY_SER_2",
          "DISK_ONLY_2");

  /** Change no bit of a result. */
  private static final Set<String> NEUTRAL =
      Set.of(
          "collectTrainingStats",
          "allowMixedHardware",
          "storageLevel",
          "export",
          "exportDirectory",
          "checkpointFolder",
          "checkpointEveryRounds");

  /** Null: as many as the cluster has slots when training begins. */
  Integer workers;

  int batchSizePerWorker = 16;
  int averagingFrequency = 5;

  /** Instead of that number; null: the number. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  AveragingFrequency averagingRule;

  /** Null: the average as it is. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  OuterOptimizer outerOptimizer;

  boolean saveUpdater = true;
  long seed;
  boolean collectTrainingStats;
  boolean recompute;
  boolean allowMixedHardware;
  NoiseStreams streams = NoiseStreams.INDEPENDENT;
  Compensation compensation = Compensation.NONE;

  /** Name of a Spark storage level. */
  String storageLevel = "MEMORY_AND_DISK";

  /** Whether minibatches are written to files before they are trained. */
  boolean export;

  /** Null: {@code hadoop.tmp.dir}. */
  String exportDirectory;

  /** Null: no checkpoints. */
  String checkpointFolder;

  int checkpointEveryRounds = 20;

  /** Null: the network's own updaters. */
  Perturbation perturbation;

  static MasterSettings read(String text, JsonFactory format, String what) {
    try {
      return mapper(format).readValue(text, MasterSettings.class).check();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "These are no settings of a LeapTrainingMaster in " + what + ": " + e.getMessage(), e);
    }
  }

  String write(JsonFactory format) {
    try {
      return mapper(format).writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the settings of a LeapTrainingMaster", e);
    }
  }

  private static ObjectMapper mapper(JsonFactory format) {
    return new ObjectMapper(format).enable(SerializationFeature.INDENT_OUTPUT);
  }

  /**
   * What the bits of a result depend on, besides network and data: all settings that are not the
   * default, but for those that change no bit.
   *
   * @param logicalWorkers as many as there are
   */
  String shapingResults(int logicalWorkers) {
    ObjectNode all = new ObjectMapper().valueToTree(this);
    ObjectNode defaults = new ObjectMapper().valueToTree(new MasterSettings());
    defaults
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (NEUTRAL.contains(name) || defaults.get(name).equals(all.get(name))) {
                all.remove(name);
              }
            });
    return all.put("workers", logicalWorkers).toString();
  }

  MasterSettings check() {
    positive("workers", workers == null ? 1 : workers);
    positive("batchSizePerWorker", batchSizePerWorker);
    positive("averagingFrequency", averagingFrequency);
    positive("checkpointEveryRounds", checkpointEveryRounds);
    if (compensation == Compensation.FULL && streams == NoiseStreams.SHARED) {
      throw new IllegalArgumentException(
          "compensation FULL needs INDEPENDENT streams: shared streams are not damped by averaging");
    }
    return this;
  }

  Averaging averaging() {
    return new Averaging(
        averagingRule == null ? new AveragingFrequency.Constant(averagingFrequency) : averagingRule,
        outerOptimizer == null ? OuterOptimizer.none() : outerOptimizer,
        saveUpdater,
        ReductionChoice.AUTO);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", expected at least 1");
    }
  }

  MasterSettings copy() {
    try {
      return (MasterSettings) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** The name under which Spark knows a storage level, the default for null. */
  static String storageLevelName(StorageLevel level) {
    if (level == null) {
      return STORAGE_LEVELS.get(0);
    }
    return STORAGE_LEVELS.stream()
        .filter(name -> StorageLevel.fromString(name).equals(level))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is none of Spark's storage levels for minibatches: use one of %s"
                        .formatted(level, STORAGE_LEVELS)));
  }
}
