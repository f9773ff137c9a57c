package org.leap.spark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  /** With Maven's build there is a version, and in a repository a commit; an editor's has none. */
  @Test
  void whatIsKnownIsSaid() {
    String version = Release.version().orElse("(not built by Maven)");
    assertTrue(Release.inWords().startsWith(version), Release.inWords());
    assertEquals("LEAP " + version, FormatVersion.writer());
    Release.commit()
        .ifPresent(
            commit -> {
              assertTrue(commit.matches("[0-9a-f]{7,40}(-dirty)?"), commit);
              assertEquals(version + ", commit " + commit, Release.inWords());
            });
    // What a build did not fill in is not shown.
    assertEquals(Optional.empty(), Release.version().filter(v -> v.contains("$") || v.isBlank()));
  }
}
