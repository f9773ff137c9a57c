package org.leap.jobs.formats.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/** Collects the entries of an archive that lie in one of its folders. */
final class ArchiveListing {
  private static final int FOLDERS_NAMED = 10;

  private final String archive;
  private final String folder;
  private final List<TreeFile> files = new ArrayList<>();
  private final TreeSet<String> otherFolders = new TreeSet<>();
  private int entries;

  ArchiveListing(String archive, String folder) {
    this.archive = archive;
    this.folder = folder;
  }

  void add(String entry, boolean link, long position, long size) {
    if (++entries > FileTree.MOST_FILES) {
      throw new BadDataException(
          archive,
          String.format(
              Locale.ROOT,
              "holds more than %,d entries; use a smaller archive",
              FileTree.MOST_FILES));
    }
    ManagedTable.refuse(archive, entry);
    var path = EntryName.within(archive, folder, entry);
    if (path.isEmpty()) {
      nameFolder(entry);
      return;
    }
    if (link) {
      throw new BadDataException(
          archive,
          "the entry %s is a link, expected files only; pack the files themselves"
              .formatted(Quoted.of(entry)));
    }
    files.add(new TreeFile(path.get(), position, size));
  }

  List<TreeFile> files() {
    if (files.isEmpty() && !folder.isEmpty()) {
      throw new BadDataException(
          archive,
          "holds no files in the folder %s; its folders are %s"
              .formatted(Quoted.of(folder), Quoted.list(otherFolders)));
    }
    if (files.isEmpty()) {
      throw new BadDataException(archive, "holds no files; use an archive with data");
    }
    return files;
  }

  /** The folder that an entry is in, empty for the root. */
  static String folderOf(String entry) {
    return entry.substring(0, Math.max(0, entry.lastIndexOf('/')));
  }

  /** Folders are classes and columns; decoded leniently, different ones would become one. */
  static BadDataException unreadable(String archive, String folder) {
    return new BadDataException(
        archive,
        "the name of the folder %s is not UTF-8; pack the files anew with names in UTF-8"
            .formatted(Quoted.of(folder)));
  }

  private void nameFolder(String entry) {
    int depth = 0;
    for (int slash = entry.indexOf('/'); slash > 0 && depth < 2; depth++) {
      if (otherFolders.size() < FOLDERS_NAMED) {
        otherFolders.add(entry.substring(0, slash));
      }
      slash = entry.indexOf('/', slash + 1);
    }
  }
}
