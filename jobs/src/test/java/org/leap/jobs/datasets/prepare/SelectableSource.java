package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;

/** Another source, of which any records can be read alone. */
record SelectableSource(Source source) implements Source {
  @Override
  public ExampleShape shape() {
    return source.shape();
  }

  @Override
  public DataNames names() {
    return source.names();
  }

  @Override
  public List<Source.Partition> partitions(Subset subset) {
    return source.partitions(subset);
  }

  @Override
  public OptionalInt selectable(Subset subset) {
    try {
      return OptionalInt.of(records(partitions(subset), new Configuration(false)).size());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Source.Partition select(Subset subset, int[] records) {
    return new Selected(partitions(subset), records);
  }

  private static List<Consumer<Source.Sink>> records(
      List<Source.Partition> parts, Configuration hadoop) throws IOException {
    List<Consumer<Source.Sink>> records = new ArrayList<>();
    Source.Sink recorder =
        new Source.Sink() {
          @Override
          public void example(byte[] features, int label, RecordPosition place) {
            records.add(sink -> sink.example(features, label, place));
          }

          @Override
          public void bad(BadDataException reason, RecordPosition place) {
            records.add(sink -> sink.bad(reason, place));
          }
        };
    for (Source.Partition part : parts) {
      part.read(hadoop, recorder);
    }
    return records;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Selected(List<Source.Partition> parts, int[] chosen)
      implements Source.Partition, Serializable {
    @Override
    public void read(Configuration hadoop, Source.Sink sink) throws IOException {
      List<Consumer<Source.Sink>> all = records(parts, hadoop);
      for (int record : chosen) {
        all.get(record).accept(sink);
      }
    }
  }
}
