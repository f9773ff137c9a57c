package org.leap.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/**
 * The list spark.opens of the root pom, which tests and the launcher start Java with, follows
 * Spark's.
 */
final class JavaOptionsTest {
  @Test
  void thisVirtualMachineHasWhatSparkAsksFor() {
    List<String> missing =
        new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    // Of Spark 4: the launcher adds it, and the scalar kernel, which serves here, gives the same
    // bits.
    missing.remove("--add-modules=jdk.incubator.vector");
    missing.removeAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    assertEquals(List.of(), missing, "missing in spark.opens of pom.xml");
  }
}
