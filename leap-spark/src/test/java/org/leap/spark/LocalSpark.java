package org.leap.spark;

import org.apache.spark.SparkConf;

/** Settings of Spark for tests. */
public final class LocalSpark {
  private LocalSpark() {}

  /** Without a user interface. */
  public static SparkConf conf(String master) {
    return new SparkConf().setMaster(master).setAppName("test").set("spark.ui.enabled", "false");
  }

  /** Which is what DL4J's users set. */
  public static SparkConf withKryo(SparkConf conf) {
    return conf.set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");
  }
}
