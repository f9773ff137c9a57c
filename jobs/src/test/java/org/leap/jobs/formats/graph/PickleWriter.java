package org.leap.jobs.formats.graph;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes pickles of protocol 2 operation by operation, as Python 2 wrote the planetoid files. */
final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Set<Integer> operations = new TreeSet<>();
  private final Map<String, Integer> places = new HashMap<>();
  private int remembered;

  PickleWriter() {
    operation(0x80);
    out.write(2);
  }

  /** {@code scipy.sparse.csr_matrix(rows)} of single precision. */
  static PickleWriter matrix(float[][] rows) {
    int held = 0;
    int[] starts = new int[rows.length + 1];
    for (int row = 0; row < rows.length; row++) {
      for (float value : rows[row]) {
        held += value == 0 ? 0 : 1;
      }
      starts[row + 1] = held;
    }
    int[] columns = new int[held];
    int[] values = new int[held];
    int at = 0;
    for (float[] row : rows) {
      for (int column = 0; column < row.length; column++) {
        if (row[column] != 0) {
          columns[at] = column;
          values[at++] = Float.floatToIntBits(row[column]);
        }
      }
    }
    PickleWriter pickle = new PickleWriter();
    pickle.global("scipy.sparse.csr", "csr_matrix");
    pickle.operation(')');
    pickle.operation(0x81);
    pickle.remember();
    pickle.operation('}');
    pickle.remember();
    pickle.operation('(');
    pickle.text("format");
    pickle.text("csr");
    pickle.text("_shape");
    pickle.number(rows.length);
    pickle.number(rows[0].length);
    pickle.operation(0x86);
    pickle.text("indptr");
    pickle.array("i4", starts, starts.length);
    pickle.text("_cs_matrix__has_sorted_indices");
    pickle.operation(0x88);
    pickle.text("indices");
    pickle.array("i4", columns, held);
    pickle.text("maxprint");
    pickle.number(50);
    pickle.text("data");
    pickle.array("f4", values, held);
    pickle.operation('u');
    pickle.operation('b');
    return pickle;
  }

  /** {@code numpy.array(rows, dtype='int32')}. */
  static PickleWriter labels(int[][] rows) {
    PickleWriter pickle = new PickleWriter();
    int[] values = Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
    pickle.array("i4", values, rows.length, rows[0].length);
    return pickle;
  }

  /** {@code collections.defaultdict(list, neighbours)}. */
  static PickleWriter graph(Map<Integer, List<Integer>> neighbours) {
    PickleWriter pickle = new PickleWriter();
    pickle.global("collections", "defaultdict");
    pickle.global("__builtin__", "list");
    pickle.operation(0x85);
    pickle.operation('R');
    pickle.remember();
    pickle.operation('(');
    for (var node : neighbours.entrySet()) {
      pickle.number(node.getKey());
      pickle.operation(']');
      pickle.remember();
      boolean several = node.getValue().size() > 1;
      if (several) {
        pickle.operation('(');
      }
      node.getValue().forEach(pickle::number);
      pickle.operation(several ? 'e' : 'a');
    }
    pickle.operation('u');
    return pickle;
  }

  byte[] bytes() {
    operation('.');
    return out.toByteArray();
  }

  /** The operations that were written. */
  Set<Integer> operations() {
    return operations;
  }

  /** Values of four bytes. */
  private void array(String type, int[] values, int... shape) {
    global("numpy.core.multiarray", "_reconstruct");
    global("numpy", "ndarray");
    number(0);
    operation(0x85);
    text("b");
    operation(0x87);
    operation('R');
    remember();
    operation('(');
    number(1);
    for (int size : shape) {
      number(size);
    }
    operation(shape.length == 1 ? 0x85 : 0x86);
    type(type);
    operation(0x89);
    operation('T');
    out.writeBytes(integers(4 * values.length));
    out.writeBytes(integers(values));
    operation('t');
    operation('b');
  }

  private void type(String type) {
    if (isRepeated(type)) {
      return;
    }
    global("numpy", "dtype");
    text(type);
    number(0);
    number(1);
    operation(0x87);
    operation('R');
    rememberAs(type);
    operation('(');
    number(3);
    text("<");
    for (int i = 0; i < 3; i++) {
      operation('N');
    }
    number(-1);
    number(-1);
    number(0);
    operation('t');
    operation('b');
  }

  private void global(String module, String name) {
    if (!isRepeated(name)) {
      operation('c');
      out.writeBytes((module + "\n" + name + "\n").getBytes(ISO_8859_1));
      rememberAs(name);
    }
  }

  /** What was written before is only referred to. */
  private boolean isRepeated(String name) {
    Integer place = places.get(name);
    if (place != null) {
      operation('h');
      out.write(place);
    }
    return place != null;
  }

  private void rememberAs(String name) {
    remember();
    places.put(name, remembered);
  }

  private void remember() {
    remembered++;
    if (remembered < 256) {
      operation('q');
      out.write(remembered);
    } else {
      operation('r');
      out.writeBytes(integers(remembered));
    }
  }

  private void number(int value) {
    if (value >= 0 && value < 256) {
      operation('K');
      out.write(value);
    } else if (value >= 0 && value < 65536) {
      operation('M');
      out.write(value);
      out.write(value >> 8);
    } else {
      operation('J');
      out.writeBytes(integers(value));
    }
  }

  private void text(String text) {
    operation('U');
    out.write(text.length());
    out.writeBytes(text.getBytes(ISO_8859_1));
  }

  private void operation(int code) {
    operations.add(code);
    out.write(code);
  }

  /** Least significant byte first. */
  private static byte[] integers(int... values) {
    byte[] bytes = new byte[4 * values.length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return bytes;
  }
}
