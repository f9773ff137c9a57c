package org.leap.jobs.formats.graph;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.leap.core.graph.SparseMatrix;
import org.leap.jobs.text.Quoted;

/** A NumPy array of numbers in a pickle; empty until its state arrives. */
final class PickledArray implements Pickle.Stateful {
  private List<Integer> shape = List.of();
  private NumberType type;
  private boolean columnsFirst;
  private ByteBuffer values = ByteBuffer.allocate(0);

  /** NumPy's own state: version, shape, type, order and bytes. */
  @Override
  public void state(Object state) {
    if (!(state instanceof List<?> fields
        && fields.size() == 5
        && fields.get(1) instanceof List<?> sizes
        && fields.get(2) instanceof NumberType found
        && fields.get(3) instanceof Boolean fortran
        && fields.get(4) instanceof String bytes)) {
      throw new IllegalArgumentException("the state of an array is not one of numbers");
    }
    shape = sizes.stream().map(PickledArray::size).toList();
    long count = 1;
    for (int size : shape) {
      count = Math.multiplyExact(count, (long) size);
    }
    if (shape.size() > 2 || count * found.bytes() != bytes.length()) {
      throw new IllegalArgumentException(
          "%s bytes are not an array of shape %s of %s bytes each"
              .formatted(
                  bytes.length(),
                  Quoted.list(shape.stream().map(String::valueOf).toList()),
                  found.bytes()));
    }
    type = found;
    columnsFirst = fortran;
    values = ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)).order(found.order());
  }

  private static int size(Object value) {
    if (value instanceof Long size && size >= 0 && size <= Integer.MAX_VALUE) {
      return size.intValue();
    }
    throw new IllegalArgumentException(
        "an array has the size %s, expected a whole number of 32 bits"
            .formatted(value instanceof Long number ? number : "of something else"));
  }

  List<Integer> shape() {
    return shape;
  }

  int length() {
    return type == null ? 0 : values.limit() / type.bytes();
  }

  double value(int index) {
    return type.value(values, index * type.bytes());
  }

  /** Of a matrix. */
  double value(int row, int column) {
    return value(columnsFirst ? column * shape.get(0) + row : row * shape.get(1) + column);
  }

  /** Of whole numbers of 32 bits. */
  int[] integers() {
    int[] integers = new int[length()];
    for (int i = 0; i < integers.length; i++) {
      double value = value(i);
      integers[i] = (int) value;
      if (integers[i] != value) {
        throw new IllegalArgumentException("an array of positions holds " + value);
      }
    }
    return integers;
  }

  float[] floats() {
    float[] floats = new float[length()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) value(i);
    }
    return floats;
  }

  /** A type of numbers; its byte order arrives after it. */
  static final class NumberType implements Pickle.Stateful {
    private final char kind;
    private final int bytes;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    /** By NumPy's code, such as {@code i4}. */
    NumberType(String code) {
      if (!code.matches("[iu][1248]|f[48]|b1")) {
        throw new IllegalArgumentException(
            "the array type %s is not one of numbers".formatted(Quoted.of(code)));
      }
      kind = code.charAt(0);
      bytes = code.charAt(1) - '0';
    }

    /** NumPy's own state, of which the second field is the byte order. */
    @Override
    public void state(Object state) {
      if (!(state instanceof List<?> fields
          && fields.size() >= 2
          && fields.get(1) instanceof String found
          && found.matches("[<>|=]"))) {
        throw new IllegalArgumentException("the state of an array type has no byte order");
      }
      order = found.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    int bytes() {
      return bytes;
    }

    ByteOrder order() {
      return order;
    }

    double value(ByteBuffer from, int at) {
      if (kind == 'f') {
        return bytes == 4 ? from.getFloat(at) : from.getDouble(at);
      }
      boolean signed = kind == 'i';
      return switch (bytes) {
        case 1 -> signed ? from.get(at) : from.get(at) & 0xff;
        case 2 -> signed ? from.getShort(at) : from.getShort(at) & 0xffff;
        case 4 -> signed ? from.getInt(at) : from.getInt(at) & 0xffffffffL;
        default -> (double) from.getLong(at);
      };
    }
  }

  /** A SciPy matrix of compressed sparse rows in a pickle; empty until its state arrives. */
  static final class Matrix implements Pickle.Stateful {
    private Map<?, ?> fields = Map.of();

    @Override
    public void state(Object state) {
      if (!(state instanceof Map<?, ?> found)) {
        throw new IllegalArgumentException("the state of a sparse matrix is not a dictionary");
      }
      fields = found;
    }

    SparseMatrix matrix() {
      Object shape = fields.containsKey("_shape") ? fields.get("_shape") : fields.get("shape");
      if (!(shape instanceof List<?> sizes
          && sizes.size() == 2
          && sizes.get(0) instanceof Long rows
          && sizes.get(1) instanceof Long columns
          && columns <= NodeFeatures.MOST_FEATURES
          && fields.get("indptr") instanceof PickledArray starts
          && fields.get("indices") instanceof PickledArray columnOf
          && fields.get("data") instanceof PickledArray values)) {
        throw new IllegalArgumentException(
            "a sparse matrix lacks its shape (of at most %s columns), indptr, indices or data"
                .formatted(NodeFeatures.MOST_FEATURES));
      }
      SparseMatrix matrix =
          new SparseMatrix(
              columns.intValue(), starts.integers(), columnOf.integers(), values.floats());
      if (matrix.rows() != rows) {
        throw new IllegalArgumentException(
            "a sparse matrix of %s rows has %s row starts".formatted(rows, starts.length()));
      }
      return matrix;
    }
  }
}
