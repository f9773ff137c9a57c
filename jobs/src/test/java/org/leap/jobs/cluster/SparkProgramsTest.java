package org.leap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SparkProgramsTest {
  @Test
  void onlyWhatSharesClassesIsHandedOn() {
    List<String> sharing = List.of("-XX:SharedArchiveFile=/a b/c.jsa", "-Xlog:cds*=off");
    assertEquals(
        sharing,
        SparkPrograms.sharedClasses(
            List.of("-Xmx1g", sharing.get(0), "-XX:+UseParallelGC", sharing.get(1), "-Da=b")));
    assertEquals(
        "\"-XX:SharedArchiveFile=/a b/c.jsa\" -Xlog:cds*=off", SparkPrograms.inOneLine(sharing));
    // Several processes would write one file.
    assertEquals(
        List.of(), SparkPrograms.sharedClasses(List.of("-XX:ArchiveClassesAtExit=/c.jsa")));
  }
}
