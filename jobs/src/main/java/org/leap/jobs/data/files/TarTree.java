package org.leap.jobs.data.files;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.text.Quoted;

/** A tar archive, plain or compressed with gzip. */
record TarTree(String archive, String folder) implements FileTree {
  private static final long serialVersionUID = 1L;
  private static final String EXPECTED = "a tar archive";

  @Override
  public String location() {
    return folder.isEmpty() ? archive : archive + "!/" + folder;
  }

  @Override
  public List<TreeFile> list(Configuration hadoop) throws IOException {
    ArchiveListing listing = new ArchiveListing(archive, folder);
    try (DataStream bytes = DataStream.open(archive, EXPECTED, hadoop)) {
      TarArchiveInputStream tar = new TarArchiveInputStream(bytes);
      while (true) {
        TarArchiveEntry entry = next(tar, bytes);
        if (entry == null) {
          return listing.files();
        }
        if (!entry.isDirectory()) {
          // The header is read and nothing after it, so the content begins here.
          listing.add(
              entry.getName(),
              !entry.isFile() || entry.isSparse() || linked(entry),
              bytes.offset(),
              entry.getSize());
        }
      }
    }
  }

  private static boolean linked(TarArchiveEntry entry) {
    return entry.isLink() || entry.isSymbolicLink();
  }

  private TarArchiveEntry next(TarArchiveInputStream tar, DataStream bytes) throws IOException {
    try {
      return tar.getNextTarEntry();
    } catch (IOException e) {
      DataStream.refuseUnreachable(e);
      throw damaged(bytes, e);
    } catch (IllegalArgumentException e) {
      throw damaged(bytes, e);
    }
  }

  private BadDataException damaged(DataStream bytes, Exception e) {
    return new BadDataException(
        archive,
        "byte %d: is not a tar archive or is damaged: %s; make the archive again"
            .formatted(bytes.offset(), Quoted.bare(String.valueOf(e.getMessage()))),
        e);
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
  public String nameOf(TreeFile file) {
    return archive + "!/" + (folder.isEmpty() ? "" : folder + "/") + file.path();
  }

  @Override
  public boolean sequential() {
    return !archive.toLowerCase(Locale.ROOT).endsWith(".tar");
  }
}
