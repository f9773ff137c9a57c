package org.leap.jobs.datasets.tables;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Sessions of Spark's with a catalog of Iceberg tables, {@code ice}, and Delta's extension. */
public final class TableSession {
  private TableSession() {}

  /** What a user's properties file would say. */
  public static Map<String, String> settings(Path folder) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.master", "local[2]");
    settings.put("spark.sql.shuffle.partitions", "2");
    settings.put("spark.sql.warehouse.dir", folder.resolve("warehouse").toString());
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put(
        "spark.sql.extensions",
        "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions,io.delta.sql.DeltaSparkSessionExtension");
    settings.put("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog");
    settings.put("spark.sql.catalog.ice.type", "hadoop");
    settings.put("spark.sql.catalog.ice.warehouse", folder.resolve("iceberg").toString());
    settings.put(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    settings.put("spark.databricks.delta.snapshotPartitions", "2");
    return settings;
  }

  /** A session that the program under test finds. */
  static SparkSession start(Path folder) {
    SparkSession.Builder builder = SparkSession.builder().appName("tables");
    settings(folder).forEach(builder::config);
    return builder.getOrCreate();
  }
}
