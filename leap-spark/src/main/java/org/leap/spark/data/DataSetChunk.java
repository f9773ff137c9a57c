package org.leap.spark.data;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** A chunk whose minibatches are ready: DataSets of any shape, trained as they are. */
public final class DataSetChunk extends Chunk {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  // An array: Kryo as Spark has it cannot read immutable lists.
  private HostDataSet[] minibatches;

  /** For deserialization only. */
  public DataSetChunk() {}

  DataSetChunk(List<HostDataSet> minibatches) {
    this.minibatches = minibatches.toArray(HostDataSet[]::new);
  }

  @Override
  public int examples() {
    return Arrays.stream(minibatches).mapToInt(HostDataSet::examples).sum();
  }

  @Override
  long bytes() {
    return Arrays.stream(minibatches).mapToLong(HostDataSet::bytes).sum();
  }

  /** Hands over the minibatches of a slice one by one; each is valid until the next. */
  public void forEach(Slice slice, Consumer<MultiDataSet> consumer) {
    int end = slice.firstBatch() + slice.batches();
    for (int batch = slice.firstBatch(); batch < end; batch++) {
      MultiDataSet data = minibatches[batch].dataSet();
      consumer.accept(data);
      // Closed at once: the collector does not see how large arrays outside the heap are.
      HostDataSet.close(data);
    }
  }

  /** Writes the chunk in a binary form of its own. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(VERSION);
    out.writeInt(minibatches.length);
    for (HostDataSet minibatch : minibatches) {
      minibatch.write(out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it is damaged or of a later version
   */
  public static DataSetChunk read(DataInput in) throws IOException {
    return new DataSetChunk(readMinibatches(in));
  }

  private static List<HostDataSet> readMinibatches(DataInput in) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException(
          "Unknown version %s of a chunk, this class supports %s".formatted(version, VERSION));
    }
    int size = in.readInt();
    List<HostDataSet> read = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      read.add(HostDataSet.read(in));
    }
    return read;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    write(out);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    minibatches = readMinibatches(in).toArray(HostDataSet[]::new);
  }
}
