package org.leap.jobs.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** HDFS and YARN inside this virtual machine; containers are processes of their own. */
public final class YarnCluster implements AutoCloseable {
  private final SparkHome home;
  private final Path folder;
  private final MiniDFSCluster hdfs;
  private final MiniYARNCluster yarn;

  private YarnCluster(SparkHome home, Path folder, MiniDFSCluster hdfs, MiniYARNCluster yarn) {
    this.home = home;
    this.folder = folder;
    this.hdfs = hdfs;
    this.yarn = yarn;
  }

  /**
   * Starts both, with a node that claims to be large.
   *
   * @param home gets what YARN needs of Spark
   * @param folder an empty one, for everything
   */
  public static YarnCluster start(SparkHome home, Path folder) throws IOException {
    home.with("spark-yarn_");
    System.setProperty("test.build.data", folder.resolve("build").toString());
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    MiniDFSCluster hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    MiniYARNCluster yarn = new MiniYARNCluster("leap", 1, 1, 1);
    conf.set("fs.defaultFS", hdfs.getURI().toString());
    conf.set(
        "yarn.resourcemanager.scheduler.class",
        "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler");
    conf.setInt("yarn.resourcemanager.am.max-attempts", 3);
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setInt("yarn.scheduler.maximum-allocation-mb", 65536);
    conf.setInt("yarn.scheduler.maximum-allocation-vcores", 32);
    conf.setInt("yarn.minicluster.yarn.nodemanager.resource.memory-mb", 65536);
    conf.setInt("yarn.nodemanager.resource.cpu-vcores", 32);
    conf.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    conf.setInt("yarn.nodemanager.delete.debug-delay-sec", 600);
    conf.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99");
    yarn.init(conf);
    yarn.start();
    YarnCluster cluster = new YarnCluster(home, folder, hdfs, yarn);
    cluster.writeConfiguration(hdfs.getURI());
    return cluster;
  }

  private void writeConfiguration(URI fileSystem) throws IOException {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Configuration core = new Configuration(false);
    core.set("fs.defaultFS", fileSystem.toString());
    core.set("dfs.replication", "1");
    write(core, conf.resolve("core-site.xml"));
    Configuration settings = new Configuration(false);
    for (var entry : yarn.getConfig()) {
      if (entry.getKey().startsWith("yarn.")) {
        settings.set(entry.getKey(), yarn.getConfig().get(entry.getKey()));
      }
    }
    write(settings, conf.resolve("yarn-site.xml"));
  }

  private static void write(Configuration configuration, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      configuration.writeXml(out);
    }
  }

  /** Of the form {@code hdfs://HOST:PORT}. */
  public String hdfs() {
    return hdfs.getURI().toString();
  }

  public FileSystem files() throws IOException {
    return hdfs.getFileSystem();
  }

  /**
   * Starts {@code spark-submit}.
   *
   * @param log takes its output
   */
  public Process submit(Path log, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--conf", "spark.yarn.jars=local:" + home.folder().resolve("jars") + "/*"));
    String java = System.getProperty("java.home");
    all.addAll(List.of("--conf", "spark.yarn.appMasterEnv.JAVA_HOME=" + java));
    all.addAll(List.of("--conf", "spark.executorEnv.JAVA_HOME=" + java));
    all.addAll(List.of("--conf", "spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1"));
    // YARN's filter for it is in a jar of full installations only (hadoop-yarn-server-web-proxy).
    all.addAll(List.of("--conf", "spark.ui.enabled=false"));
    all.addAll(List.of("--conf", "spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1"));
    // Containers inherit nothing; which kernels OpenBLAS takes decides the last bits.
    for (String variable : List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")) {
      String value = System.getenv(variable);
      if (value != null) {
        all.addAll(List.of("--conf", "spark.yarn.appMasterEnv." + variable + "=" + value));
        all.addAll(List.of("--conf", "spark.executorEnv." + variable + "=" + value));
      }
    }
    all.addAll(arguments);
    ProcessBuilder builder = home.sparkSubmit(all);
    builder.environment().put("HADOOP_CONF_DIR", folder.resolve("conf").toString());
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Living application masters that run a driver. */
  public static List<ProcessHandle> applicationMasters() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process.info().command().orElse("").endsWith("java")
                    && List.of(process.info().arguments().orElse(new String[0]))
                        .contains("org.apache.spark.deploy.yarn.ApplicationMaster"))
        .toList();
  }

  /** The output of all containers so far, for the message of an assertion. */
  public String logs(int lines) {
    StringBuilder text = new StringBuilder();
    try {
      for (Path file : containerErrors()) {
        List<String> all = Files.readAllLines(file);
        text.append("--- ").append(file).append('\n');
        all.subList(Math.max(0, all.size() - lines), all.size())
            .forEach(line -> text.append(line).append('\n'));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Files come and go in these folders while they are looked through. */
  private List<Path> containerErrors() throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.endsWith("stderr")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }

  @Override
  public void close() {
    ProcessHandle.current().descendants().toList().forEach(ProcessHandle::destroyForcibly);
    try {
      yarn.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      hdfs.shutdown(true);
    }
  }

  /** How long a submission may take on a busy machine. */
  public static final Duration LIMIT = Duration.ofMinutes(4);
}
