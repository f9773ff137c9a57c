package org.leap.spark.ml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.gpu.TaskDevice;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The rows of a partition with predictions, made a minibatch at a time by one network. */
final class BatchedRows implements Iterator<Row> {
  private static final int BATCH = 256;

  private final MultiLayerNetwork network;
  private final FeatureColumn column;
  private final int index;
  private final int inputs;
  private final Outputs outputs;
  private final Iterator<Row> rows;
  private final ArrayDeque<Row> ready = new ArrayDeque<>();

  BatchedRows(
      NetworkBlueprint blueprint,
      NetworkState state,
      FeatureColumn column,
      int index,
      int inputs,
      Outputs outputs,
      Iterator<Row> rows) {
    TaskDevice.bind();
    this.network = (MultiLayerNetwork) blueprint.network(state, 0, 0);
    this.column = column;
    this.index = index;
    this.inputs = inputs;
    this.outputs = outputs;
    this.rows = rows;
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || rows.hasNext();
  }

  @Override
  public Row next() {
    if (ready.isEmpty()) {
      predict();
    }
    return ready.remove();
  }

  private void predict() {
    List<Row> batch = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    while (rows.hasNext() && batch.size() < BATCH) {
      Row row = rows.next();
      batch.add(row);
      features.add(features(row));
    }
    if (batch.isEmpty()) {
      throw new NoSuchElementException();
    }
    float[][] output;
    try (INDArray in = Nd4j.create(features.toArray(float[][]::new))) {
      output = network.output(in, false).toFloatMatrix();
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
    if (!rows.hasNext()) {
      network.close();
    }
  }

  private float[] features(Row row) {
    if (row.isNullAt(index)) {
      throw new IllegalArgumentException(
          "a row has no features: drop rows with missing values (na().drop())");
    }
    float[] values = column.read(row, index);
    if (values.length != inputs) {
      throw new IllegalArgumentException(
          "a row has %d features, the model was trained on %d".formatted(values.length, inputs));
    }
    return values;
  }
}
