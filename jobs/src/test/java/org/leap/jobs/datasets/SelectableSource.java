package org.leap.jobs.datasets;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.Place;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePart;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;

/** Another source, of which any records can be read alone. */
record SelectableSource(Source source) implements Source {
  @Override
  public ExampleShape shape() {
    return source.shape();
  }

  @Override
  public List<String> classNames() {
    return source.classNames();
  }

  @Override
  public List<SourcePart> parts(Subset subset) {
    return source.parts(subset);
  }

  @Override
  public OptionalInt selectable(Subset subset) {
    try {
      return OptionalInt.of(records(parts(subset), new Configuration(false)).size());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public SourcePart select(Subset subset, int[] records) {
    return new Selected(parts(subset), records);
  }

  private static List<Consumer<ExampleSink>> records(List<SourcePart> parts, Configuration hadoop)
      throws IOException {
    List<Consumer<ExampleSink>> records = new ArrayList<>();
    ExampleSink recorder =
        new ExampleSink() {
          @Override
          public void example(byte[] features, int label, Place place) {
            records.add(sink -> sink.example(features, label, place));
          }

          @Override
          public void bad(BadDataException reason, Place place) {
            records.add(sink -> sink.bad(reason, place));
          }
        };
    for (SourcePart part : parts) {
      part.read(hadoop, recorder);
    }
    return records;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Selected(List<SourcePart> parts, int[] chosen)
      implements SourcePart, Serializable {
    @Override
    public void read(Configuration hadoop, ExampleSink sink) throws IOException {
      List<Consumer<ExampleSink>> all = records(parts, hadoop);
      for (int record : chosen) {
        all.get(record).accept(sink);
      }
    }
  }
}
