package org.leap.jobs.formats.cifar;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;

/** One file of records. */
record CifarPartition(CifarLayout layout, DataFile file) implements SourcePartition {
  private static final long serialVersionUID = 1L;

  @Override
  public void read(Configuration hadoop, ExampleSink sink) throws IOException {
    file.read(
        hadoop,
        content -> {
          readRecords(content, sink);
          return null;
        });
  }

  private void readRecords(DataStream content, ExampleSink sink) throws IOException {
    int size = layout.recordBytes();
    for (int row = 0; ; row++) {
      byte[] bytes = content.upTo(size);
      if (bytes.length == 0 && row > 0) {
        return;
      }
      if (bytes.length < size) {
        throw bytes.length == 0 ? empty() : cut(content, row);
      }
      int label = bytes[layout.labelAt()] & 0xff;
      if (label < layout.classes()) {
        sink.example(
            Arrays.copyOfRange(bytes, layout.labelBytes(), size),
            label,
            new RecordPosition(file.name(), row));
      } else {
        sink.bad(outOfRange(row, label), new RecordPosition(file.name(), row));
      }
    }
  }

  private BadDataException empty() {
    return new BadDataException(
        file.name(),
        "is empty, expected records of %s bytes; copy the file again"
            .formatted(layout.recordBytes()));
  }

  private BadDataException cut(DataStream content, int row) {
    return content.truncated(
        "records have %s bytes, row %s is cut off".formatted(layout.recordBytes(), row));
  }

  private BadDataException outOfRange(int row, int label) {
    return new BadDataException(
        file.name(),
        "row %s (byte %s): label %s is out of range, expected 0 to %s; is this %s in its binary version?"
            .formatted(
                row,
                (long) row * layout.recordBytes() + layout.labelAt(),
                label,
                layout.classes() - 1,
                layout == CifarLayout.CIFAR10 ? "CIFAR-10" : "CIFAR-100"));
  }
}
