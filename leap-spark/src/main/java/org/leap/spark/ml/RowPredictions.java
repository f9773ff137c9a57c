package org.leap.spark.ml;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.leap.core.NetworkView;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.gpu.TaskDevice;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The rows of a partition with predictions, made a minibatch at a time by one network. */
final class RowPredictions implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 256;

  /** Makes the new columns of a row. */
  @FunctionalInterface
  interface Outputs extends Serializable {
    /** Appends the new columns, by the network's output for the row. */
    void append(float[] output, List<Object> row);
  }

  private final NetworkBlueprint blueprint;
  private final Broadcast<NetworkState> state;
  private final int inputs;
  private final String name;
  private final FeatureColumn column;
  private final int index;
  private final boolean skips;
  private final Outputs outputs;

  /**
   * @param inputs features that rows must have
   * @param name of the column that has them
   * @param skips whether rows in which a value is missing or not finite are left out
   */
  RowPredictions(
      NetworkBlueprint blueprint,
      Broadcast<NetworkState> state,
      int inputs,
      StructType schema,
      String name,
      boolean skips,
      Outputs outputs) {
    this.blueprint = blueprint;
    this.state = state;
    this.inputs = inputs;
    this.name = name;
    this.column = FeatureColumn.of(schema, name);
    this.index = schema.fieldIndex(name);
    this.skips = skips;
    this.outputs = outputs;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return rows.hasNext() ? new Batches(rows) : rows;
  }

  private final class Batches implements Iterator<Row> {
    private final NetworkView network;
    private final Iterator<Row> rows;
    private final ArrayDeque<Row> ready = new ArrayDeque<>();
    private long read;
    private boolean closed;

    Batches(Iterator<Row> rows) {
      TaskDevice.bind();
      this.network = NetworkView.of(blueprint.network(state.value(), 0, 0));
      this.rows = rows;
      // Whoever wants a few rows does not read to the end.
      TaskContext task = TaskContext.get();
      if (task != null) {
        task.addTaskCompletionListener((TaskCompletionListener) context -> close());
      }
    }

    private void close() {
      if (!closed) {
        closed = true;
        network.network().close();
      }
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
        close();
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
      FeatureColumn.Features features = column.of(row, index);
      if (features.problem() != null) {
        if (skips) {
          return null;
        }
        throw new IllegalArgumentException(
            place() + ", " + FeatureColumn.invalid(name, features.problem()));
      }
      if (features.values().length != inputs) {
        throw new IllegalArgumentException(
            "%s has %s features in column \"%s\", the model was trained on %s"
                .formatted(place(), features.values().length, name, inputs));
      }
      return features.values();
    }

    /** Rows have no names, and nobody knows how many are in the partitions before. */
    private String place() {
      return "row %s of partition %s".formatted(read, TaskContext.getPartitionId());
    }
  }
}
