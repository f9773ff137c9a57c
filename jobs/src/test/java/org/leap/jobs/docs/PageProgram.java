package org.leap.jobs.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** The Java programs of docs/serving.md, compiled as a reader would. */
public final class PageProgram {
  private static final Pattern PROGRAM = Pattern.compile("(?ms)^```java\n(.*?)^```");

  private PageProgram() {}

  /** Compiles the program that declares a class into a folder. */
  public static void compile(String name, String classPath, Path folder) throws IOException {
    String page = Files.readString(Path.of("../docs/serving.md"));
    String program =
        PROGRAM
            .matcher(page)
            .results()
            .map(block -> block.group(1))
            .filter(text -> text.contains("class " + name))
            .findFirst()
            .orElseThrow();
    Path source = folder.resolve(name + ".java");
    Files.writeString(source, program);
    ByteArrayOutputStream problems = new ByteArrayOutputStream();
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                problems,
                "-proc:none",
                "-cp",
                classPath,
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, compiled, () -> problems.toString(StandardCharsets.UTF_8));
  }
}
