package org.leap.core.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_submemory;

import org.bytedeco.dnnl.dnnl_memory_desc_t;

/** Shape, type and order in memory of an array. */
public final class Layout {

  /** Type of the values. */
  public enum Type {
    FLOAT32(dnnl_f32),
    BFLOAT16(dnnl_bf16);

    private final int code;

    Type(int code) {
      this.code = code;
    }
  }

  private final dnnl_memory_desc_t description;

  Layout(dnnl_memory_desc_t description) {
    // A description that belongs to a primitive goes with it.
    this.description = new dnnl_memory_desc_t();
    this.description.put(description.limit(1));
  }

  /** Row-major: the last dimension varies fastest. */
  public static Layout plain(Type type, long... shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strided(type, shape, strides);
  }

  /** A matrix {@code [rows, columns]} whose first dimension varies fastest. */
  public static Layout transposed(Type type, long rows, long columns) {
    return strided(type, new long[] {rows, columns}, new long[] {1, rows});
  }

  /** Images {@code [b, c, h, w]} whose channels vary fastest; rows {@code [b, n]} are plain. */
  public static Layout channelsLast(Type type, long... shape) {
    if (shape.length != 4) {
      return plain(type, shape);
    }
    long c = shape[1];
    long w = shape[3];
    return strided(type, shape, new long[] {shape[2] * w * c, 1, w * c, c});
  }

  /** Whatever suits the primitive that is given it. */
  public static Layout any(Type type, long... shape) {
    var description = new dnnl_memory_desc_t();
    OneDnn.check(
        dnnl_memory_desc_init_by_tag(
            description, shape.length, shape, type.code, dnnl_format_tag_any),
        "a layout");
    return new Layout(description);
  }

  private static Layout strided(Type type, long[] shape, long[] strides) {
    var description = new dnnl_memory_desc_t();
    OneDnn.check(
        dnnl_memory_desc_init_by_strides(description, shape.length, shape, type.code, strides),
        "a layout");
    return new Layout(description);
  }

  /** A block of it, such as some of its channels. */
  public Layout block(long[] shape, long... offsets) {
    var block = new dnnl_memory_desc_t();
    OneDnn.check(dnnl_memory_desc_init_submemory(block, description, shape, offsets), "a block");
    return new Layout(block);
  }

  /** Bytes that it takes. */
  public long bytes() {
    return dnnl_memory_desc_get_size(description);
  }

  /** Whether both lie in memory alike. */
  public boolean isSameAs(Layout other) {
    return dnnl_memory_desc_equal(description, other.description) != 0;
  }

  dnnl_memory_desc_t description() {
    return description;
  }
}
