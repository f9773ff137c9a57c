package org.leap.jobs.formats.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry.NameSource;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;

/** A zip archive, read in any order. */
record ZipTree(String archive, String folder) implements FileTree {
  private static final long serialVersionUID = 1L;

  @Override
  public String location() {
    return folder.isEmpty() ? archive : archive + "!/" + folder;
  }

  @Override
  public List<TreeFile> list(Configuration hadoop) throws IOException {
    ArchiveListing listing = new ArchiveListing(archive, folder);
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
    byte[] name = ArchiveListing.folderOf(bytes).getBytes(StandardCharsets.ISO_8859_1);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
    } catch (CharacterCodingException e) {
      if (entry.getNameSource() != NameSource.UNICODE_EXTRA_FIELD) {
        throw ArchiveListing.unreadable(archive, ArchiveListing.folderOf(entry.getName()));
      }
    }
  }

  private static List<ZipArchiveEntry> entries(ZipFile zip) {
    return Collections.list(zip.getEntriesInPhysicalOrder());
  }

  private ZipFile open(Configuration hadoop) throws IOException {
    HadoopChannel channel = HadoopChannel.open(archive, "a zip archive", hadoop);
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
          new EntryContent(zip.getInputStream(entry), Math.max(0, file.size()), entry.getCrc()));
    } catch (IOException e) {
      throw DataStream.unreadable(nameOf(file), 0, e);
    }
  }

  private String inArchive(TreeFile file) {
    return (folder.isEmpty() ? "" : folder + "/") + file.path();
  }

  @Override
  public String nameOf(TreeFile file) {
    return archive + "!/" + inArchive(file);
  }
}
