package org.leap.jobs.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Data blocks as a user writes them. */
public final class DataBlocks {
  private DataBlocks() {}

  /** What a block says that stands in a file of this folder. */
  public static DataConfig read(Path folder, String block) throws IOException, ConfigException {
    Path file = Files.writeString(folder.resolve("data.yaml"), "data: " + block + "\n");
    return ConfigLoader.loadData(file, List.of(), Map.of("DB_PASSWORD", "sesame-street"));
  }
}
