package org.leap.jobs.formats.files;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/** A tar archive, plain or compressed with gzip. */
record TarTree(String archive, String folder) implements ArchiveTree {
  private static final long serialVersionUID = 1L;
  private static final String EXPECTED = "a tar archive";

  private interface EntryTaker {
    /** Takes an entry, and where its content begins. */
    void take(TarArchiveEntry entry, long position);
  }

  @Override
  public List<TreeFile> list(Configuration hadoop) throws IOException {
    Listing listing = new Listing(this);
    List<String> folders = new ArrayList<>();
    entries(
        StandardCharsets.UTF_8,
        hadoop,
        (entry, position) -> {
          listing.add(
              entry.getName(),
              !entry.isFile() || entry.isSparse() || entry.isLink() || entry.isSymbolicLink(),
              position,
              entry.getSize());
          folders.add(questioned(entry));
        });
    if (folders.stream().anyMatch(path -> !path.isEmpty())) {
      refuseUnreadable(folders, hadoop);
    }
    return listing.files();
  }

  private void entries(Charset names, Configuration hadoop, EntryTaker taker) throws IOException {
    try (DataStream bytes = DataStream.open(archive, EXPECTED, hadoop)) {
      TarArchiveInputStream tar = new TarArchiveInputStream(bytes, names.name());
      for (TarArchiveEntry entry = next(tar, bytes); entry != null; entry = next(tar, bytes)) {
        if (!entry.isDirectory()) {
          // The header is read and nothing after it, so the content begins here.
          taker.take(entry, bytes.offset());
        }
      }
    }
  }

  /** The folder of an entry if it has a question mark, which may stand for what is not UTF-8. */
  private static String questioned(TarArchiveEntry entry) {
    String path = ArchiveTree.folderOf(entry.getName());
    return path.indexOf('?') < 0 ? "" : path;
  }

  /** As Latin-1 every byte is a character of its own, and only true question marks remain. */
  private void refuseUnreadable(List<String> folders, Configuration hadoop) throws IOException {
    Iterator<String> next = folders.iterator();
    entries(
        StandardCharsets.ISO_8859_1,
        hadoop,
        (entry, position) -> {
          String path = next.next();
          if (marks(path) > marks(ArchiveTree.folderOf(entry.getName()))) {
            throw unreadable(path);
          }
        });
  }

  private static long marks(String path) {
    return path.chars().filter(c -> c == '?').count();
  }

  private TarArchiveEntry next(TarArchiveInputStream tar, DataStream bytes) throws IOException {
    try {
      return tar.getNextTarEntry();
    } catch (IOException | IllegalArgumentException e) {
      DataStream.refuseUnreachable(e);
      throw new BadDataException(
          archive,
          "byte %s: is not a tar archive or is damaged: %s; make the archive again"
              .formatted(bytes.offset(), Quoted.bare(String.valueOf(e.getMessage()))),
          e);
    }
  }

  @Override
  public void read(List<TreeFile> files, Configuration hadoop, Visitor visitor) throws IOException {
    try (DataStream bytes = DataStream.open(archive, EXPECTED, hadoop)) {
      for (TreeFile file : files) {
        skipTo(file.position(), bytes);
        @SuppressWarnings("deprecation") // its builder is younger than what Spark brings
        BoundedInputStream content = new BoundedInputStream(bytes, file.size());
        visitor.file(file, DataStream.of(nameOf(file), content));
      }
    }
  }

  private static void skipTo(long position, DataStream bytes) throws IOException {
    while (bytes.offset() < position) {
      if (bytes.skip(position - bytes.offset()) == 0 && bytes.read() < 0) {
        throw bytes.truncated("it was longer when it was listed");
      }
    }
    if (bytes.offset() > position) {
      throw new IllegalArgumentException("Files are not in the order of their list");
    }
  }

  @Override
  public boolean sequential() {
    return !archive.toLowerCase(Locale.ROOT).endsWith(".tar");
  }
}
