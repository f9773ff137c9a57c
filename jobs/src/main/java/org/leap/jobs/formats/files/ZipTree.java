package org.leap.jobs.formats.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry.NameSource;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.leap.jobs.formats.BadDataException;

/** A zip archive, read in any order. */
record ZipTree(String archive, String folder) implements ArchiveTree {
  private static final long serialVersionUID = 1L;

  @Override
  public List<TreeFile> list(Configuration hadoop) throws IOException {
    Listing listing = new Listing(this);
    try (ZipFile zip = open(hadoop)) {
      List<ZipArchiveEntry> entries = entries(zip);
      for (int i = 0; i < entries.size(); i++) {
        ZipArchiveEntry entry = entries.get(i);
        if (!entry.isDirectory()) {
          refuseUnreadable(entry);
          listing.add(entry.getName(), entry.isUnixSymlink(), i, entry.getSize());
        }
      }
    }
    return listing.files();
  }

  private void refuseUnreadable(ZipArchiveEntry entry) {
    String bytes = new String(entry.getRawName(), StandardCharsets.ISO_8859_1);
    byte[] name = ArchiveTree.folderOf(bytes).getBytes(StandardCharsets.ISO_8859_1);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
    } catch (CharacterCodingException e) {
      if (entry.getNameSource() != NameSource.UNICODE_EXTRA_FIELD) {
        throw unreadable(ArchiveTree.folderOf(entry.getName()));
      }
    }
  }

  private static List<ZipArchiveEntry> entries(ZipFile zip) {
    return Collections.list(zip.getEntriesInPhysicalOrder());
  }

  private ZipFile open(Configuration hadoop) throws IOException {
    DataStream.stored(archive, "a zip archive", hadoop).close(); // says what is wrong
    Channel channel =
        DataStream.ask(
            archive,
            hadoop,
            (path, files) -> new Channel(files.open(path), files.getFileStatus(path).getLen()));
    try {
      return new ZipFile(channel, archive, StandardCharsets.UTF_8.name(), true);
    } catch (IOException e) {
      channel.close();
      throw DataStream.unreadable(archive, 0, e);
    }
  }

  @Override
  public void read(List<TreeFile> files, Configuration hadoop, Visitor visitor) throws IOException {
    try (ZipFile zip = open(hadoop)) {
      List<ZipArchiveEntry> entries = entries(zip);
      for (TreeFile file : files) {
        if (file.position() >= entries.size()) {
          throw new BadDataException(nameOf(file), "is no longer in the archive; start again");
        }
        visitor.file(file, content(zip, entries.get((int) file.position()), file));
      }
    }
  }

  private DataStream content(ZipFile zip, ZipArchiveEntry entry, TreeFile file) throws IOException {
    try {
      return DataStream.of(
          nameOf(file),
          new Content(zip.getInputStream(entry), Math.max(0, file.size()), entry.getCrc()));
    } catch (IOException e) {
      throw DataStream.unreadable(nameOf(file), 0, e);
    }
  }

  /**
   * The content of an entry. Its length and CRC-32 are compared with those in the archive's
   * directory as soon as its last byte is read; what unpacks to more is cut off there.
   */
  private static final class Content extends CheckedInputStream {
    private final long size;
    private final long crc;
    private long count;

    Content(InputStream in, long size, long crc) {
      super(in, new CRC32());
      this.size = size;
      this.crc = crc;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read =
          count == size ? -1 : super.read(target, from, (int) Math.min(length, size - count));
      count += Math.max(0, read);
      long found = getChecksum().getValue();
      if ((read < 0 || count == size) && (count != size || found != crc)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "the archive's directory tells of %s bytes with the CRC-32 %08x, found %s with %08x",
                size,
                crc,
                count,
                found));
      }
      return read;
    }
  }

  /** A file of a Hadoop file system, read from any position. */
  private static final class Channel implements SeekableByteChannel {
    private final FSDataInputStream in;
    private final long size;
    private boolean open = true;

    Channel(FSDataInputStream in, long size) {
      this.in = in;
      this.size = size;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (!open) {
        throw new ClosedChannelException();
      }
      byte[] bytes = new byte[Math.min(target.remaining(), 1 << 16)];
      int read = in.read(bytes, 0, bytes.length);
      if (read > 0) {
        target.put(bytes, 0, read);
      }
      return read;
    }

    @Override
    public long position() throws IOException {
      return in.getPos();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      in.seek(position);
      return this;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      open = false;
      in.close();
    }

    @Override
    public int write(ByteBuffer source) {
      throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long length) {
      throw new NonWritableChannelException();
    }
  }
}
