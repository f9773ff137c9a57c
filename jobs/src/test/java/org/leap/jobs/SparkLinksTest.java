package org.leap.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.leap.spark.dl4j.LeapTrainingMaster;
import org.objectweb.asm.ClassReader;

/**
 * One jar runs on Spark 3.5 and on Spark 4, so every class, field and method that our classes name
 * must be in both. What they name of Spark and Scala is listed in {@code spark-links.txt}; an entry
 * that only one of them has fails here on the other ({@code mvn -Dspark=4 test}). After a change,
 * write the list anew with {@code -Dleap.links.write=true} and run the tests on both.
 */
final class SparkLinksTest {
  private static final Path LIST =
      Path.of("src", "test", "resources", "org", "leap", "jobs", "spark-links.txt");
  private static final ClassLoader LOADER = SparkLinksTest.class.getClassLoader();

  private static final Set<Link> LINKS = new TreeSet<>();
  private static final Set<Class<?>> CLASSES = new HashSet<>();

  /** What a class names; the member is null for a class itself, and a field has no parameters. */
  private record Link(String owner, String member, String descriptor) implements Comparable<Link> {
    boolean isOfJavaOrOurs() {
      return owner.matches("(java|javax|jdk|sun|com/sun|org/leap)/.*|\\[.*");
    }

    boolean isOfSparkOrScala() {
      return owner.startsWith("org/apache/spark/") || owner.startsWith("scala/");
    }

    boolean exists() {
      try {
        Class<?> type = Class.forName(owner.replace('/', '.'), false, LOADER);
        return member == null || isIn(type);
      } catch (ClassNotFoundException | LinkageError e) {
        return false;
      }
    }

    private boolean isIn(Class<?> type) {
      if (type == null) {
        return false;
      }
      return isDeclaredIn(type)
          || isIn(type.getSuperclass())
          || Arrays.stream(type.getInterfaces()).anyMatch(this::isIn)
          || (type.isInterface() && isDeclaredIn(Object.class));
    }

    private boolean isDeclaredIn(Class<?> type) {
      if (!descriptor.startsWith("(")) {
        return Arrays.stream(type.getDeclaredFields())
            .anyMatch(
                field ->
                    field.getName().equals(member)
                        && field.getType().descriptorString().equals(descriptor));
      }
      if (member.equals("<init>")) {
        return Arrays.stream(type.getDeclaredConstructors())
            .anyMatch(made -> fits(MethodType.methodType(void.class, made.getParameterTypes())));
      }
      return Arrays.stream(type.getDeclaredMethods())
          .anyMatch(method -> method.getName().equals(member) && fits(typeOf(method)));
    }

    private static MethodType typeOf(Method method) {
      return MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    }

    private boolean fits(MethodType type) {
      return type.descriptorString().equals(descriptor);
    }

    @Override
    public String toString() {
      return member == null ? owner : owner + " " + member + " " + descriptor;
    }

    @Override
    public int compareTo(Link other) {
      return toString().compareTo(other.toString());
    }
  }

  @BeforeAll
  static void readOurClasses() throws IOException, URISyntaxException {
    for (Class<?> anchor :
        List.of(Leap.class, LeapTrainingMaster.class, org.leap.core.Leap.class)) {
      Path code = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(code)) {
        read(code);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(code)) {
          read(jar.getPath("/"));
        }
      }
    }
  }

  private static void read(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.toString().endsWith("-info.class"))
          .forEach(SparkLinksTest::readClass);
    }
  }

  private static void readClass(Path file) {
    ClassReader reader;
    try {
      reader = new ClassReader(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<Link> named = links(reader);
    named.removeIf(Link::isOfJavaOrOurs);
    LINKS.addAll(named);
    if (named.stream().anyMatch(Link::isOfSparkOrScala)) {
      try {
        CLASSES.add(Class.forName(reader.getClassName().replace('/', '.'), false, LOADER));
      } catch (ClassNotFoundException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** The constant pool names all that a class is linked with, in code, types and lambdas. */
  private static Set<Link> links(ClassReader reader) {
    Set<Link> links = new TreeSet<>();
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int item = reader.getItem(i);
      if (item == 0) {
        continue; // the second half of a long or a double
      }
      switch (reader.readByte(item - 1)) {
        case 7 -> links.add(new Link(reader.readUTF8(item, buffer), null, null));
        case 9, 10, 11 -> {
          int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
          links.add(
              new Link(
                  reader.readClass(item, buffer),
                  reader.readUTF8(nameAndType, buffer),
                  reader.readUTF8(nameAndType + 2, buffer)));
        }
        default -> {}
      }
    }
    return links;
  }

  private static List<String> missing(Set<Link> links) {
    return links.stream().filter(link -> !link.exists()).map(Link::toString).toList();
  }

  @Test
  void everythingThatIsNamedIsOnThisClassPath() {
    assertTrue(LINKS.size() > 1000, () -> LINKS.size() + " links");
    assertEquals(List.of(), missing(LINKS));
  }

  /** What Scala or Spark turned into an abstract method of another signature would be called. */
  @Test
  void everyAbstractMethodIsThere() {
    List<String> open =
        CLASSES.stream()
            .filter(type -> !type.isInterface() && !Modifier.isAbstract(type.getModifiers()))
            .flatMap(type -> Arrays.stream(type.getMethods()).map(method -> type + ": " + method))
            .filter(method -> method.contains(" abstract "))
            // Scala 2.12 makes these for traits that call what their classes inherit.
            .filter(method -> !method.contains("$super$"))
            .sorted()
            .toList();
    assertEquals(List.of(), open);
  }

  @Test
  void whatIsNamedOfSparkAndScalaIsWhatWasCheckedOnBoth() throws IOException {
    List<String> named = LINKS.stream().filter(Link::isOfSparkOrScala).map(Link::toString).toList();
    if (Boolean.getBoolean("leap.links.write")) {
      Files.write(LIST, named);
    }
    Set<String> fresh = new TreeSet<>(named);
    fresh.removeAll(Files.readAllLines(LIST));
    assertEquals(
        Set.of(),
        fresh,
        "not yet checked on the other Spark: run this test with -Dleap.links.write=true, then with"
            + " -Dspark=4, and commit "
            + LIST);
    assertEquals(named, Files.readAllLines(LIST), "named no longer; -Dleap.links.write=true");
  }

  /** What the four have in common: Spark 3.5 has it, Spark 4 has not, or the other way round. */
  @Test
  void whatOnlyOneSparkHasIsFound() {
    String sequence = "Lscala/collection/Seq;";
    Link spark3 =
        new Link(
            "org/apache/spark/rdd/RDD",
            "<init>",
            "(Lorg/apache/spark/SparkContext;" + sequence + "Lscala/reflect/ClassTag;)V");
    Link spark4 =
        new Link(
            "org/apache/spark/rdd/RDD",
            "<init>",
            spark3.descriptor().replace(sequence, "Lscala/collection/immutable/Seq;"));
    assertEquals(1, missing(Set.of(spark3, spark4)).size());
    assertFalse(new Link("org/apache/spark/NoSuchClass", null, null).exists());
  }
}
