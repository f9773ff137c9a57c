package org.leap.jobs.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of all Markdown: width, links, and the length of the README. */
final class MarkdownTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int WIDTH = 120;
  private static final int NARROW = 100;
  private static final int LONG_PARAGRAPH = 4;
  private static final int MOST_LINES_OF_README = 140;

  /** Folders that hold no document of ours. */
  private static final Set<String> SKIPPED = Set.of(".git", "target", "runs", "src");

  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern PARAGRAPH_END =
      Pattern.compile("\n\\s*\n|\n(?= *(?:[-*]|\\d+\\.) )");
  private static final Pattern CODE = Pattern.compile("`[^`\n]+`");
  private static final Pattern LINK =
      Pattern.compile("(?m)\\]\\(([^)\\s]+)\\)|^\\[[^\\]]+]: (\\S+)$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return !folder.equals(ROOT) && SKIPPED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              pages.add(ROOT.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return pages.stream().sorted().toList();
  }

  @Test
  void theReadmeIsShort() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));

    assertTrue(lines.size() <= MOST_LINES_OF_README, lines.size() + " lines");
    assertEquals(List.of(), lines.stream().filter(line -> length(line) > WIDTH).toList());
  }

  /** Only a table or code may be wider. */
  @ParameterizedTest
  @MethodSource("pages")
  void proseIsWrapped(Path page) throws IOException {
    String prose = FENCED.matcher(Files.readString(ROOT.resolve(page))).replaceAll("");

    assertEquals(
        List.of(),
        prose
            .lines()
            .filter(line -> length(line) > WIDTH && !line.matches(" *\\|.*| {4}.*"))
            .filter(line -> line.strip().contains(" "))
            .toList());
  }

  /** A long paragraph of short lines was wrapped at another width. */
  @ParameterizedTest
  @MethodSource("pages")
  void proseIsNotWrappedNarrower(Path page) throws IOException {
    String prose = FENCED.matcher(Files.readString(ROOT.resolve(page))).replaceAll("");
    List<String> narrow =
        PARAGRAPH_END
            .splitAsStream(prose)
            .filter(
                paragraph -> {
                  List<String> lines = paragraph.lines().filter(MarkdownTest::isProse).toList();
                  return lines.size() >= LONG_PARAGRAPH
                      && lines.stream().allMatch(line -> length(line) < NARROW);
                })
            .toList();
    assertEquals(List.of(), narrow);
  }

  private static boolean isProse(String line) {
    return !line.isBlank() && !line.matches(" *\\|.*| {4}.*|#.*|<!--.*|\\[[^\\]]+]: .*");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String target : links(page)) {
      if (!target.startsWith("https://") && !leadsSomewhere(page, target)) {
        broken.add(target);
      }
    }
    assertEquals(List.of(), broken, "links of " + page);
  }

  @Test
  void reportsAreNotKept() throws IOException {
    try (var files = Files.walk(ROOT.resolve("docs"))) {
      assertEquals(
          List.of(),
          files.filter(file -> file.toString().endsWith(".html")).toList(),
          "a report is made again with leap report; docs/results keeps tables, CSV and a picture");
    }
  }

  private static List<String> links(Path page) throws IOException {
    String text = FENCED.matcher(Files.readString(ROOT.resolve(page))).replaceAll("");
    return LINK.matcher(CODE.matcher(text).replaceAll("`code`"))
        .results()
        .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
        .toList();
  }

  private static boolean leadsSomewhere(Path page, String target) throws IOException {
    String[] parts = target.split("#", 2);
    Path file =
        parts[0].isEmpty()
            ? ROOT.resolve(page)
            : ROOT.resolve(page).resolveSibling(parts[0]).normalize();
    if (!file.startsWith(ROOT) || !Files.exists(file)) {
      return false;
    }
    return parts.length == 1 || anchors(file).contains(parts[1]);
  }

  /** Headings as links name them: lower case, hyphens for spaces, no punctuation. */
  private static Set<String> anchors(Path file) throws IOException {
    String text = FENCED.matcher(Files.readString(file)).replaceAll("");
    return HEADING
        .matcher(text)
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static int length(String line) {
    return line.codePointCount(0, line.length());
  }
}
