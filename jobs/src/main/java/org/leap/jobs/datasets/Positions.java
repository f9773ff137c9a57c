package org.leap.jobs.datasets;

import static java.util.stream.Collectors.toCollection;

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

  /** Whether the positions have keys, as the rows of tables do. */
  default boolean keyed() {
    return false;
  }

  /** Noted one by one, in twelve bytes each, the names of the files, and keys. */
  final class Noted implements Positions {
    private static final long serialVersionUID = 1L;
    private final List<String> files;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> keys;
    private int[] file;
    private long[] row;
    private int count;

    Noted() {
      this(new ArrayList<>(), new ArrayList<>(), new int[64], new long[64], 0);
    }

    /**
     * @param keys of all, or none
     */
    private Noted(List<String> files, List<String> keys, int[] file, long[] row, int count) {
      this.files = files;
      this.keys = keys;
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
      if (position.key() != null) {
        keys.add(position.key());
      }
    }

    /** Those of some examples, in the given order. */
    Noted rows(int[] chosen) {
      return new Noted(
          files,
          keyed()
              ? Arrays.stream(chosen).mapToObj(keys::get).collect(toCollection(ArrayList::new))
              : new ArrayList<>(),
          Arrays.stream(chosen).map(i -> file[i]).toArray(),
          Arrays.stream(chosen).mapToLong(i -> row[i]).toArray(),
          chosen.length);
    }

    @Override
    public RecordPosition at(int index) {
      return new RecordPosition(
          files.get(file[index]), row[index], keyed() ? keys.get(index) : null);
    }

    @Override
    public boolean keyed() {
      return !keys.isEmpty();
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
