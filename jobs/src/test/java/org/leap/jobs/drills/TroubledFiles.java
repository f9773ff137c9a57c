package org.leap.jobs.drills;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Local files in trouble: the process ends right before some change in the checkpoints, or the disk
 * is full from the creation of some file on. Between two changes that are seen here lies at most
 * the rename that commits a file, so every state of the disk can be met.
 */
final class TroubledFiles extends RawLocalFileSystem {
  /** The exit code of a process that was ended here. */
  static final int HALTED = 99;

  /** Starts the line about a change that is about to be made. */
  static final String CHANGE = "change: ";

  private static final String HALT_BEFORE = "drill.halt.before";
  private static final String FULL_FROM = "drill.full.from";
  private static final String FULL_FOR = "drill.full.for";

  /** What the kernel answers when a disk is full, it answers here. */
  private static final Path FULL_DISK = new Path("/dev/full");

  private Pattern haltBefore;
  private String fullFrom;
  private String fullFor;
  private volatile boolean full;

  /**
   * Settings that end the process.
   *
   * @param change matches the whole of a change in the checkpoints, such as {@code mkdirs PATH}
   */
  static Map<String, String> haltBefore(String change) {
    return conf(HALT_BEFORE, change);
  }

  /**
   * Settings that fill the disk.
   *
   * @param from part of the path whose creation is the first to fail
   * @param suffers part of the paths that have no space from then on
   */
  static Map<String, String> fullFrom(String from, String suffers) {
    return DrillRuns.with(conf(FULL_FROM, from), conf(FULL_FOR, suffers));
  }

  private static Map<String, String> conf(String key, String value) {
    return Map.of(
        "spark.hadoop.fs.file.impl",
        TroubledFileSystem.class.getName(),
        "spark.hadoop." + key,
        value);
  }

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    haltBefore = Pattern.compile(conf.get(HALT_BEFORE, "never"));
    fullFrom = conf.get(FULL_FROM, "");
    fullFor = conf.get(FULL_FOR, "");
  }

  private void change(String what, Path path) {
    if (!path.toString().contains("/checkpoints")) {
      return;
    }
    String change = what + " " + path.toUri().getPath();
    System.err.println(CHANGE + change);
    if (haltBefore.matcher(change).matches()) {
      Runtime.getRuntime().halt(HALTED);
    }
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    if (!exists(path)) {
      change("mkdirs", path);
    }
    return super.mkdirs(path);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (exists(path)) {
      change("delete", path);
    }
    return super.delete(path, recursive);
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      Path path, boolean append, FsPermission permission) throws IOException {
    change("create", path);
    full |= !fullFrom.isEmpty() && path.toString().contains(fullFrom);
    return new Watched(
        path,
        super.createOutputStreamWithMode(path, append, permission),
        super.createOutputStreamWithMode(FULL_DISK, true, null));
  }

  private final class Watched extends FilterOutputStream {
    private final Path path;
    private final OutputStream fullDisk;

    Watched(Path path, OutputStream out, OutputStream fullDisk) {
      super(out);
      this.path = path;
      this.fullDisk = fullDisk;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      change("write to", path);
      (full && path.toString().contains(fullFor) ? fullDisk : out).write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      change("close", path);
      fullDisk.close();
      super.close();
    }
  }
}
