package org.leap.jobs.datasets;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.text.Concealed;
import org.leap.spark.prepared.PreparedManifest;

/** Where the examples of a set stand in their files. Plain classes, for any serializer. */
public interface Positions extends Serializable {
  /**
   * The position of an example.
   *
   * @param index of it in its set
   */
  RecordPosition at(int index);

  /** Noted one by one, in twelve bytes each and the names of the files. */
  final class Noted implements Positions {
    private static final long serialVersionUID = 1L;
    private final List<String> files;
    private final Map<String, Integer> numbers = new HashMap<>();
    private int[] file;
    private long[] row;
    private int count;

    Noted() {
      this(new ArrayList<>(), new int[64], new long[64], 0);
    }

    private Noted(List<String> files, int[] file, long[] row, int count) {
      this.files = files;
      this.file = file;
      this.row = row;
      this.count = count;
    }

    void add(RecordPosition position) {
      if (count == file.length) {
        file = Arrays.copyOf(file, 2 * count);
        row = Arrays.copyOf(row, 2 * count);
      }
      file[count] =
          numbers.computeIfAbsent(
              position.file(),
              name -> {
                files.add(Concealed.in(name));
                return files.size() - 1;
              });
      row[count++] = position.row();
    }

    /** Those of some examples, in the given order. */
    Noted rows(int[] chosen) {
      return new Noted(
          files,
          Arrays.stream(chosen).map(i -> file[i]).toArray(),
          Arrays.stream(chosen).mapToLong(i -> row[i]).toArray(),
          chosen.length);
    }

    @Override
    public RecordPosition at(int index) {
      return new RecordPosition(files.get(file[index]), row[index]);
    }
  }

  /** In the shards of a prepared set. */
  final class InShards implements Positions {
    private static final long serialVersionUID = 1L;
    private final String folder;
    private final String set;
    private final int examplesPerShard;

    InShards(String folder, String set, int examplesPerShard) {
      this.folder = Concealed.in(folder);
      this.set = set;
      this.examplesPerShard = examplesPerShard;
    }

    @Override
    public RecordPosition at(int index) {
      return new RecordPosition(
          folder + "/" + PreparedManifest.shard(set, index / examplesPerShard),
          index % examplesPerShard);
    }
  }
}
