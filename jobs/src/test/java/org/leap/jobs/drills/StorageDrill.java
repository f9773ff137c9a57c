package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HDFS and an S3 server of this machine: input, prepared data, run folders and checkpoints. */
final class StorageDrill {
  private static final Duration SERVER_START = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  @Timeout(900)
  void hdfs() throws IOException, InterruptedException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build()) {
      cluster.waitActive();
      FileSystem files = cluster.getFileSystem();
      String root = "hdfs://127.0.0.1:%s/leap".formatted(cluster.getNameNodePort());
      new StorageRuns(
              folder,
              root,
              // As many copies as there are datanodes, or nothing can be appended.
              Map.of(
                  "spark.hadoop.dfs.client.use.datanode.hostname",
                  "false",
                  "spark.hadoop.dfs.replication",
                  "1"),
              "",
              new Hdfs(files, root))
          .everythingWorks();
    }
  }

  private record Hdfs(FileSystem files, String root) implements StorageRuns.Storage {
    private org.apache.hadoop.fs.Path path(String name) {
      return new org.apache.hadoop.fs.Path("/leap/" + name);
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
      try (var out = files.create(path(name), true)) {
        out.write(content);
      }
    }

    @Override
    public InputStream open(String name) throws IOException {
      return files.open(path(name));
    }

    @Override
    public List<String> names(String name) throws IOException {
      return Arrays.stream(files.listStatus(path(name)))
          .map(FileStatus::getPath)
          .map(org.apache.hadoop.fs.Path::getName)
          .sorted()
          .toList();
    }
  }

  @Test
  @Timeout(900)
  void s3() throws IOException, InterruptedException {
    int port = freePort();
    Process server = startS3(port);
    try {
      awaitPort(server, port);
      S3 bucket = new S3(HttpClient.newHttpClient(), "http://127.0.0.1:%s/leap".formatted(port));
      bucket.send("", HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.noBody()));
      new StorageRuns(folder, "s3a://leap", s3a(port), s3Client(), bucket).everythingWorks();
    } finally {
      server.destroyForcibly();
    }
  }

  private static Map<String, String> s3a(int port) {
    return Map.of(
        "spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:" + port,
        "spark.hadoop.fs.s3a.path.style.access", "true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled", "false",
        "spark.hadoop.fs.s3a.access.key", "any",
        "spark.hadoop.fs.s3a.secret.key", "any");
  }

  private static String s3Client() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of(System.getProperty("leap.s3.client")))) {
      return jars.map(jar -> File.pathSeparator + jar).sorted().collect(Collectors.joining());
    }
  }

  private Process startS3(int port) throws IOException {
    Path properties = folder.resolve("s3proxy.conf");
    Files.write(
        properties,
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:" + port,
            "s3proxy.authorization=none",
            "jclouds.provider=transient",
            "jclouds.identity=any",
            "jclouds.credential=any"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-jar",
            System.getProperty("leap.s3.server"),
            "--properties",
            properties.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("s3proxy.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort(Process server, int port) throws IOException, InterruptedException {
    long end = System.nanoTime() + SERVER_START.toNanos();
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        boolean waiting = server.isAlive() && System.nanoTime() < end;
        assertTrue(waiting, Files.readString(folder.resolve("s3proxy.log")));
        Thread.sleep(200);
      }
    }
  }

  /** The server without Hadoop in between. */
  private record S3(HttpClient client, String bucket) implements StorageRuns.Storage {
    private static final Pattern NAME = Pattern.compile("<(?:Key|Prefix)>([^<]+)</(?:Key|Prefix)>");

    byte[] send(String name, HttpRequest.Builder request) throws IOException {
      try {
        HttpResponse<byte[]> response =
            client.send(
                request.uri(URI.create(bucket + name)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
          throw new IOException(name + ": status " + response.statusCode());
        }
        return response.body();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
      send(
          "/" + name,
          HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    @Override
    public InputStream open(String name) throws IOException {
      return new ByteArrayInputStream(send("/" + name, HttpRequest.newBuilder()));
    }

    @Override
    public List<String> names(String name) throws IOException {
      String prefix = name + "/";
      String listing =
          new String(
              send("?delimiter=/&prefix=" + prefix, HttpRequest.newBuilder()),
              StandardCharsets.UTF_8);
      List<String> names = new ArrayList<>();
      Matcher matcher = NAME.matcher(listing);
      while (matcher.find()) {
        String key = matcher.group(1);
        if (key.startsWith(prefix) && key.length() > prefix.length()) {
          names.add(key.substring(prefix.length()).replace("/", ""));
        }
      }
      return names.stream().sorted().distinct().toList();
    }
  }
}
