package org.leap.jobs.cluster;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The application that {@link StandaloneSubmitIT} submits. Prints what the executors computed, and
 * exits with its first argument.
 */
public final class ClusterProbe {
  private ClusterProbe() {}

  /** Multiplies a matrix on every executor, out of the jar under test. */
  public static void main(String[] arguments) {
    // Tasks wait for both executors.
    SparkConf conf =
        new SparkConf()
            .setAppName("probe")
            .set("spark.scheduler.minRegisteredResourcesRatio", "1")
            .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s");
    List<String> products;
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      products =
          spark.parallelize(List.of(1, 2), 2).map(ClusterProbe::product).distinct().collect();
    }
    products.stream().sorted().forEach(System.out::println);
    System.exit(Integer.parseInt(arguments[0]));
  }

  private static String product(int ignored) throws InterruptedException {
    // Long enough that one executor does not take both tasks.
    Thread.sleep(500);
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    return host + " " + Nd4j.ones(3, 3).mmul(Nd4j.ones(3, 3)).sumNumber();
  }
}
