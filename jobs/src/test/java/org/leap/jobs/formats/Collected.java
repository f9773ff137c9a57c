package org.leap.jobs.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.function.Executable;

/** What a source hands over, each part sent through serialization as Spark would. */
public final class Collected implements Source.Sink {
  private final List<byte[]> features = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();

  private Collected() {}

  public static Collected of(Source source, Subset subset) throws IOException {
    Collected collected = of(source.partitions(subset).toArray(Source.Partition[]::new));
    for (byte[] example : collected.features) {
      assertEquals(source.shape().bytes(), example.length);
    }
    assertTrue(collected.labels.stream().allMatch(label -> label < source.shape().classes()));
    return collected;
  }

  public static Collected of(Source.Partition... parts) throws IOException {
    Collected collected = new Collected();
    for (Source.Partition part : parts) {
      copy(part).read(new Configuration(false), collected);
    }
    return collected;
  }

  private static Source.Partition copy(Source.Partition part) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(part);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Source.Partition) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void example(byte[] example, int label, RecordPosition place) {
    features.add(example);
    labels.add(label);
  }

  @Override
  public void bad(BadDataException reason, RecordPosition place) {
    bad.add(reason.getMessage());
  }

  public List<byte[]> features() {
    return features;
  }

  public List<Integer> labels() {
    return labels;
  }

  /** Messages of bad records. */
  public List<String> bad() {
    return bad;
  }

  /** The values of an example of floats. */
  public List<Float> floats(int row) {
    var buffer = ByteBuffer.wrap(features.get(row)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    List<Float> values = new ArrayList<>();
    while (buffer.hasRemaining()) {
      values.add(buffer.get());
    }
    return values;
  }

  /** The only bad record holds all these texts. */
  public void assertOneBad(String... texts) {
    assertEquals(1, bad.size(), bad.toString());
    assertHolds(bad.get(0), texts);
  }

  /** The action fails with a message that holds all these texts. */
  public static void assertBad(Executable action, String... texts) {
    assertHolds(assertThrows(BadDataException.class, action).getMessage(), texts);
  }

  private static void assertHolds(String message, String... texts) {
    assertEquals(1, message.lines().count(), message);
    for (String text : texts) {
      assertTrue(message.contains(text), message);
    }
  }
}
