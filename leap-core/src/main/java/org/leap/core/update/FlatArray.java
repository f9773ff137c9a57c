package org.leap.core.update;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.leap.core.noise.OffHeapFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The elements of an array that are neighbours off the heap, copied to the heap and back. */
final class FlatArray {
  private final INDArray array;
  private final long start;
  private final OffHeapFloats[] windows;

  private FlatArray(INDArray array, long start, OffHeapFloats[] windows) {
    this.array = array;
    this.start = start;
    this.windows = windows;
  }

  static FlatArray of(INDArray array) {
    Pointer buffer = array.data().pointer();
    long start = array.offset();
    List<OffHeapFloats> windows = new ArrayList<>();
    for (long position = start; position < start + array.length(); ) {
      OffHeapFloats window = OffHeapFloats.of(buffer, position);
      windows.add(window);
      position = window.end();
    }
    return new FlatArray(array, start, windows.toArray(new OffHeapFloats[0]));
  }

  long length() {
    return array.length();
  }

  /** Fills the first {@code count} elements of {@code to}. */
  void get(long from, float[] to, int count) {
    for (int done = 0; done < count; ) {
      long position = start + from + done;
      OffHeapFloats window = window(position);
      int part = (int) Math.min(count - done, window.end() - position);
      window.floats().get(window.index(position), to, done, part);
      done += part;
    }
  }

  /** Takes the first {@code count} elements of {@code values}. */
  void put(long to, float[] values, int count) {
    for (int done = 0; done < count; ) {
      long position = start + to + done;
      OffHeapFloats window = window(position);
      int part = (int) Math.min(count - done, window.end() - position);
      window.floats().put(window.index(position), values, done, part);
      done += part;
    }
  }

  private OffHeapFloats window(long position) {
    int i = 0;
    while (position >= windows[i].end()) {
      i++;
    }
    return windows[i];
  }
}
