package org.leap.jobs.datasets.prepare;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataOptions;

/**
 * Prepares a folder of images, and decodes the same files plainly on the same cores: opened by
 * Java, decoded by ImageIO, nothing kept. In turns, in one process with Spark running. Files should
 * fit into the page cache: both read them all.
 */
final class PreparationBenchmark {
  private static final Path OUT = Path.of("target", "preparation-benchmark");

  private PreparationBenchmark() {}

  /**
   * Prints the times of every round.
   *
   * @param args the folder above the class folders, and the number of rounds
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    ImageIO.setUseCache(false);
    try (JavaSparkContext spark = spark()) {
      for (int round = 0; round < Integer.parseInt(args[1]); round++) {
        double plain = files.size() / seconds(() -> decode(files));
        double prepared = files.size() / seconds(() -> prepare(folder, spark));
        System.out.printf(
            Locale.ROOT,
            "%,d files: decoded plainly %,.0f/s, prepared %,.0f/s, %.0f %%%n",
            files.size(),
            plain,
            prepared,
            100 * prepared / plain);
      }
    }
  }

  private static JavaSparkContext spark() {
    SparkConf conf = new SparkConf().setMaster("local[*]").setAppName("benchmark");
    JavaSparkContext spark = new JavaSparkContext(conf.set("spark.ui.enabled", "false"));
    spark.setLogLevel("WARN");
    return spark;
  }

  private interface Work {
    void run() throws Exception;
  }

  private static double seconds(Work work) throws Exception {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void decode(List<Path> files) {
    long sum = files.parallelStream().mapToLong(PreparationBenchmark::firstPixel).sum();
    if (sum == 0) {
      throw new AssertionError("every image is black");
    }
  }

  private static int firstPixel(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      BufferedImage image = ImageIO.read(in);
      return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())[0]
          & 0xffffff;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void prepare(Path folder, JavaSparkContext spark) throws Exception {
    FileUtils.deleteDirectory(OUT.toFile());
    DataConfig.Sets sets =
        new DataConfig.Sets(folder.toString(), Optional.empty(), Optional.empty());
    DataConfig images =
        new DataConfig.Images(sets, OptionalInt.empty(), OptionalInt.empty(), DataOptions.DEFAULT);
    PreparedFolder.prepare(images, OUT.toString(), spark);
  }
}
