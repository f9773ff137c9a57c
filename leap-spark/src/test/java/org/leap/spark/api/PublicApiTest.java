package org.leap.spark.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.Leap;
import org.leap.spark.dl4j.LeapTrainingMaster;
import org.leap.spark.ml.LeapClassifier;

/**
 * What programs outside may call, as javap prints it, beside what was agreed on. A change of it is
 * meant to be seen in a review: write the new one with {@code -Dleap.api.write=true} and commit it.
 */
class PublicApiTest {
  enum Api {
    CORE(Leap.class, "org/leap/core", "leap-core.txt"),
    DL4J_SPARK(LeapTrainingMaster.class, "org/leap/spark/dl4j", "leap-spark-dl4j.txt"),
    SPARK_ML(LeapClassifier.class, "org/leap/spark/ml", "leap-spark-ml.txt");

    private final Class<?> anchor;
    private final String folder;
    private final Path agreed;

    Api(Class<?> anchor, String folder, String file) {
      this.anchor = anchor;
      this.folder = folder;
      this.agreed = Path.of("../docs/api").resolve(file);
    }

    String signature() throws IOException, URISyntaxException {
      Path code = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(code)) {
        return signature(code, classes(code.resolve(folder)));
      }
      try (FileSystem jar = FileSystems.newFileSystem(code)) {
        return signature(code, classes(jar.getPath(folder)));
      }
    }

    private List<String> classes(Path root) throws IOException {
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .map(file -> folder + "/" + root.relativize(file))
            .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
            .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
            .sorted()
            .toList();
      }
    }

    private static String signature(Path code, List<String> classes) {
      List<String> arguments = new ArrayList<>(List.of("-public", "-cp", code.toString()));
      arguments.addAll(classes);
      StringWriter text = new StringWriter();
      ToolProvider.findFirst("javap")
          .orElseThrow()
          .run(new PrintWriter(text), new PrintWriter(text), arguments.toArray(String[]::new));
      return publicTypes(text.toString());
    }

    /** Without the types that are not public, and without what javap says of source files. */
    private static String publicTypes(String javap) {
      StringBuilder kept = new StringBuilder();
      boolean keeps = false;
      for (String line : javap.split("\n", -1)) {
        if (line.endsWith("{")) {
          keeps = line.startsWith("public ");
        }
        if (keeps && !line.startsWith("Compiled from")) {
          kept.append(line).append('\n');
        }
        if (line.equals("}")) {
          keeps = false;
        }
      }
      return kept.toString();
    }
  }

  @ParameterizedTest
  @EnumSource
  void isTheOneThatWasAgreedOn(Api api) throws Exception {
    String signature = api.signature();
    if (Boolean.getBoolean("leap.api.write")) {
      Files.createDirectories(api.agreed.getParent());
      Files.writeString(api.agreed, signature);
    }
    assertEquals(
        Files.readString(api.agreed),
        signature,
        "the public API changed: if that is meant, write it with -Dleap.api.write=true and commit "
            + api.agreed);
  }
}
