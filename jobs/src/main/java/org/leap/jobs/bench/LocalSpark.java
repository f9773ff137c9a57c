package org.leap.jobs.bench;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark in this process. */
final class LocalSpark {
  private LocalSpark() {}

  /**
   * @param slots tasks that run side by side
   */
  static JavaSparkContext start(int slots) {
    return new JavaSparkContext(
        new SparkConf(false)
            .setMaster("local[" + slots + "]")
            .setAppName("leap bench")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            // DL4J needs it, or its arrays do not travel; ours does not care.
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator")
            .set("spark.kryoserializer.buffer.max", "512m"));
  }
}
