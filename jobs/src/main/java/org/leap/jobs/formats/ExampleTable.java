package org.leap.jobs.formats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Examples;

/** Examples in memory, in the order they came. */
public final class ExampleTable implements Examples {
  private final ExampleShape shape;
  private final List<byte[]> features = new ArrayList<>();
  private int[] labels = new int[64];

  /** An empty table for examples of a shape. */
  public ExampleTable(ExampleShape shape) {
    this.shape = shape;
  }

  /**
   * Adds an example.
   *
   * @throws IllegalArgumentException if it does not have the shape: a mistake of the reader
   */
  public void add(byte[] values, int label) {
    if (values.length != shape.bytes()
        || (!shape.measured() && (label < 0 || label >= shape.classes()))) {
      throw new IllegalArgumentException(
          "Invalid example: %s bytes labelled %s, expected %s"
              .formatted(values.length, label, shape));
    }
    if (features.size() == labels.length) {
      labels = Arrays.copyOf(labels, 2 * labels.length);
    }
    labels[features.size()] = label;
    features.add(values);
  }

  /**
   * The examples of some rows, in their order; the values are shared.
   *
   * @param label of a row, its own or another
   */
  public ExampleTable rows(int[] rows, IntUnaryOperator label) {
    ExampleTable chosen = new ExampleTable(shape);
    for (int row : rows) {
      chosen.add(features.get(row), label.applyAsInt(row));
    }
    return chosen;
  }

  @Override
  public int count() {
    return features.size();
  }

  @Override
  public int label(int row) {
    return labels[row];
  }

  /** The bytes of a row, {@code [shape.bytes()]}; not to be changed. */
  public byte[] features(int row) {
    return features.get(row);
  }

  @Override
  public void copyFeatures(int row, byte[] target, int offset) {
    System.arraycopy(features.get(row), 0, target, offset, shape.bytes());
  }
}
