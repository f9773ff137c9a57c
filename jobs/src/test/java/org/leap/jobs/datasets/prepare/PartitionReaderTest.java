package org.leap.jobs.datasets.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;

class PartitionReaderTest {
  private static final int EXAMPLE_BYTES = 1 << 19;

  private static PartitionReader start(Source.Partition partition) {
    return PartitionReader.start(partition, new Configuration(false), EXAMPLE_BYTES, true);
  }

  @Test
  void theLastArraysHoldTheCensusAndRowsCountOn() {
    Source.Partition five =
        (hadoop, sink) -> {
          for (int i = 0; i < 5; i++) {
            sink.example(new byte[EXAMPLE_BYTES], i, new RecordPosition("f", i));
          }
          sink.bad(new BadDataException("f", "is bad"), new RecordPosition("f", 5));
        };
    int row = 0;
    try (PartitionReader reader = start(five)) {
      while (reader.hasNext()) {
        ExampleArrays arrays = reader.next();
        for (int i = 0; i < arrays.count(); i++) {
          assertEquals(row, arrays.row(i));
          assertEquals(row++, arrays.label(i));
        }
        assertEquals(reader.hasNext(), arrays.census() == null);
        if (arrays.census() != null) {
          assertEquals(5, arrays.census().examples());
          assertEquals(1, arrays.census().bad());
        }
      }
    }
    assertEquals(5, row);
  }

  @Test
  void whatEndsTheReadingIsThrown() {
    Source.Partition failing =
        (hadoop, sink) -> {
          throw new BadDataException("f", "cannot be read");
        };
    try (PartitionReader reader = start(failing)) {
      var failure = assertThrows(BadDataException.class, reader::next);
      assertEquals("f: cannot be read", failure.getMessage());
    }
  }

  /** An executor would exit with the error of a thread. */
  @Test
  void aReaderThatIsClosedEarlyEndsWithoutAnError() throws InterruptedException {
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
    try {
      Source.Partition endless =
          (hadoop, sink) -> {
            while (true) {
              sink.example(new byte[EXAMPLE_BYTES], 0, new RecordPosition("f", 0));
            }
          };
      PartitionReader reader = start(endless);
      reader.next();
      reader.close();
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("leap-partition-reader")) {
          thread.join(10_000);
        }
      }
      assertEquals(List.of(), uncaught);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }
}
