package org.leap.spark.ml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.leap.core.NetworkView;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.gpu.TaskDevice;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The rows of a partition with predictions, made a minibatch at a time by one network. */
final class BatchedRows implements Iterator<Row> {
  private static final int BATCH = 256;

  private final NetworkView network;
  private final FeatureColumn column;
  private final int index;
  private final int inputs;
  private final boolean skips;
  private final Outputs outputs;
  private final Iterator<Row> rows;
  private final ArrayDeque<Row> ready = new ArrayDeque<>();
  private long read;

  BatchedRows(
      NetworkBlueprint blueprint,
      NetworkState state,
      FeatureColumn column,
      int index,
      int inputs,
      boolean skips,
      Outputs outputs,
      Iterator<Row> rows) {
    TaskDevice.bind();
    this.network = NetworkView.of(blueprint.network(state, 0, 0));
    this.column = column;
    this.index = index;
    this.inputs = inputs;
    this.skips = skips;
    this.outputs = outputs;
    this.rows = rows;
  }

  @Override
  public boolean hasNext() {
    // As many minibatches as it takes: all rows of one may be skipped.
    while (ready.isEmpty() && rows.hasNext()) {
      predict();
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void predict() {
    List<Row> batch = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    while (rows.hasNext() && batch.size() < BATCH) {
      Row row = rows.next();
      float[] values = features(row);
      read++;
      if (values != null) {
        batch.add(row);
        features.add(values);
      }
    }
    if (!batch.isEmpty()) {
      predict(batch, features);
    }
    if (!rows.hasNext()) {
      network.network().close();
    }
  }

  private void predict(List<Row> batch, List<float[]> features) {
    float[][] output;
    try (INDArray in = Nd4j.create(features.toArray(float[][]::new))) {
      output = network.output(in).toFloatMatrix();
    }
    for (int i = 0; i < output.length; i++) {
      Row row = batch.get(i);
      List<Object> values = new ArrayList<>(row.length() + 3);
      for (int field = 0; field < row.length(); field++) {
        values.add(row.get(field));
      }
      outputs.append(output[i], values);
      ready.add(RowFactory.create(values.toArray()));
    }
  }

  /** Null for a row to be skipped. */
  private float[] features(Row row) {
    Features features = column.of(row, index);
    if (features.problem() != null) {
      if (skips) {
        return null;
      }
      throw new InvalidRow(name(row), features.problem()).at(place());
    }
    if (features.values().length != inputs) {
      throw new IllegalArgumentException(
          "%s has %s features in column \"%s\", the model was trained on %s"
              .formatted(place(), features.values().length, name(row), inputs));
    }
    return features.values();
  }

  private String name(Row row) {
    return row.schema().fieldNames()[index];
  }

  /** Rows have no names, and nobody knows how many are in the partitions before. */
  private String place() {
    return "row %s of partition %s".formatted(read, TaskContext.getPartitionId());
  }
}
