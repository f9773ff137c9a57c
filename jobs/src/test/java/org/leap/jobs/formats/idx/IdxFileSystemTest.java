package org.leap.jobs.formats.idx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;

class IdxFileSystemTest {
  @Test
  void withheldPermissionIsBadData() {
    IdxSourceTest.assertProblem(
        () -> source(DenyingFileSystem.class),
        "fake:///images: cannot be read from byte 0 on: Permission denied: user=x, access=READ;",
        "check its permissions");
  }

  @Test
  void unreachableFileSystemIsNotBadData() {
    var failure = assertThrows(IOException.class, () -> source(DownFileSystem.class));
    assertEquals("Connection refused", failure.getCause().getMessage());
  }

  private static Source source(Class<? extends RawLocalFileSystem> type) throws IOException {
    Configuration hadoop = new Configuration(false);
    hadoop.setClass("fs.fake.impl", type, RawLocalFileSystem.class);
    hadoop.setBoolean("fs.fake.impl.disable.cache", true);
    return IdxSource.open(
        Map.of(Subset.TRAIN, new IdxSource.Files("fake:///images", "fake:///labels")),
        Optional.empty(),
        hadoop);
  }

  /** Refuses to open what it lists. */
  public static final class DenyingFileSystem extends FakeFileSystem {
    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
      throw new AccessControlException("Permission denied: user=x,\n access=READ");
    }
  }

  /** A cluster that does not answer. */
  public static final class DownFileSystem extends FakeFileSystem {
    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
      throw new IOException("call failed", new ConnectException("Connection refused"));
    }
  }

  private abstract static class FakeFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("fake:///");
    }

    @Override
    public FileStatus getFileStatus(Path path) {
      return new FileStatus(100, false, 1, 1, 0, path);
    }
  }
}
