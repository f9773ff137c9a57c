package org.leap.spark.dl4j;

import java.util.List;
import org.apache.spark.storage.StorageLevel;

/** The name under which Spark knows a storage level. */
final class StorageLevelName {
  private static final List<String> NAMES =
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

  private StorageLevelName() {}

  static String of(StorageLevel level) {
    if (level == null) {
      return NAMES.get(0);
    }
    return NAMES.stream()
        .filter(name -> StorageLevel.fromString(name).equals(level))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is none of Spark's storage levels for minibatches: use one of %s"
                        .formatted(level, NAMES)));
  }
}
