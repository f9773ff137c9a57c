package org.leap.jobs.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.text.Concealed;

/** Places that were noted one by one, in twelve bytes each and the names of the files. */
final class RowPlaces implements Places {
  private static final long serialVersionUID = 1L;

  private final List<String> files;
  private final Map<String, Integer> numbers = new HashMap<>();
  private int[] file;
  private long[] row;
  private int count;

  RowPlaces() {
    this(new ArrayList<>(), new int[64], new long[64], 0);
  }

  private RowPlaces(List<String> files, int[] file, long[] row, int count) {
    this.files = files;
    this.file = file;
    this.row = row;
    this.count = count;
  }

  void add(RecordPosition place) {
    if (count == file.length) {
      file = Arrays.copyOf(file, 2 * count);
      row = Arrays.copyOf(row, 2 * count);
    }
    file[count] =
        numbers.computeIfAbsent(
            place.file(),
            name -> {
              files.add(Concealed.in(name));
              return files.size() - 1;
            });
    row[count++] = place.row();
  }

  /** Those of some examples, in the given order. */
  RowPlaces rows(int[] chosen) {
    return new RowPlaces(
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
