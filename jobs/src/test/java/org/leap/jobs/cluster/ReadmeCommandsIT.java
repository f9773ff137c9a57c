package org.leap.jobs.cluster;

import java.nio.file.Path;
import java.util.List;

/** The commands of the README. */
final class ReadmeCommandsIT extends DocumentedCommands {
  @Override
  List<Path> pages() {
    return List.of(ROOT.resolve("README.md"));
  }
}
