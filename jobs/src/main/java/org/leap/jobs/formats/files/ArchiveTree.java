package org.leap.jobs.formats.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/** The files of an archive, or of a folder in it. */
sealed interface ArchiveTree extends FileTree permits TarTree, ZipTree {
  String archive();

  /** Without a slash at its end; empty for the root. */
  String folder();

  @Override
  default String location() {
    return folder().isEmpty() ? archive() : archive() + "!/" + folder();
  }

  @Override
  default String nameOf(TreeFile file) {
    return archive() + "!/" + (folder().isEmpty() ? "" : folder() + "/") + file.path();
  }

  /** The folder that an entry is in, empty for the root. */
  static String folderOf(String entry) {
    return entry.substring(0, Math.max(0, entry.lastIndexOf('/')));
  }

  /** Folders are classes and columns; decoded leniently, different ones would become one. */
  default BadDataException unreadable(String folder) {
    return new BadDataException(
        archive(),
        "the name of the folder %s is not UTF-8; pack the files anew with names in UTF-8"
            .formatted(Quoted.of(folder)));
  }

  /** Collects the entries that lie in the folder. Anybody may have written their names. */
  final class Listing {
    private static final int FOLDERS_NAMED = 10;

    private final String archive;
    private final String folder;
    private final List<TreeFile> files = new ArrayList<>();
    private final TreeSet<String> otherFolders = new TreeSet<>();
    private int entries;

    Listing(ArchiveTree tree) {
      this.archive = tree.archive();
      this.folder = tree.folder();
    }

    void add(String entry, boolean link, long position, long size) {
      if (++entries > MOST_FILES) {
        throw new BadDataException(
            archive, "holds more than %,d entries; use a smaller archive", MOST_FILES);
      }
      ManagedTable.refuse(archive, entry);
      Optional<String> path = within(entry);
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

    /** The path below the folder, or nothing if the entry lies outside of it or is hidden. */
    private Optional<String> within(String entry) {
      List<String> names = new ArrayList<>();
      boolean escapes =
          entry.startsWith("/") || entry.indexOf('\0') >= 0 || entry.matches("(?s)[A-Za-z]:.*");
      for (String name : entry.replace('\\', '/').split("/", -1)) {
        escapes |= name.equals("..");
        if (!name.isEmpty() && !name.equals(".")) {
          names.add(name);
        }
      }
      if (escapes) {
        throw new BadDataException(
            archive,
            "the entry %s leads out of the archive; do not use an archive that tries this"
                .formatted(Quoted.of(entry)));
      }
      String path = String.join("/", names);
      String above = folder.isEmpty() ? "" : folder + "/";
      return Optional.of(path)
          .filter(name -> name.startsWith(above))
          .map(name -> name.substring(above.length()))
          .filter(name -> !TreeFile.isHidden(name));
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

    List<TreeFile> files() {
      if (files.isEmpty()) {
        throw new BadDataException(
            archive,
            folder.isEmpty()
                ? "holds no files; use an archive with data"
                : "holds no files in the folder %s; its folders are %s"
                    .formatted(Quoted.of(folder), Quoted.list(otherFolders)));
      }
      return files;
    }
  }
}
