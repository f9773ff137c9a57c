package org.leap.core.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_handle;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** An array of a program: in its arena for as long as it is used, or wherever it is bound to. */
public final class Buffer {
  private final Layout layout;
  private final Buffer base;
  private final dnnl_memory memory = new dnnl_memory();
  private final dnnl_memory_handle owner;

  private int firstUse = Integer.MAX_VALUE;
  private int lastUse = -1;
  private long address;
  private FloatBuffer floats;

  /**
   * @param base whose memory it shows in another way; null for memory of its own
   */
  Buffer(Layout layout, Buffer base) {
    this.layout = layout;
    this.base = base;
    OneDnn.check(
        dnnl_memory_create(memory, layout.description(), OneDnn.engine(), new Address(0)),
        "memory");
    owner = new dnnl_memory_handle(memory);
  }

  /** Form of the array. */
  public Layout layout() {
    return layout;
  }

  /** Where the array begins while the program runs. */
  public long address() {
    return address;
  }

  /**
   * Its {@code count} floats, while the program's memory stays where it is: one object, which the
   * next call sets back to its beginning.
   */
  public FloatBuffer floats(int count) {
    if (floats == null || floats.capacity() != count) {
      floats = new FloatPointer(new Address(address)).capacity(count).asBuffer();
    }
    return floats.clear();
  }

  void moveTo(long newAddress) {
    if (newAddress != address) {
      address = newAddress;
      floats = null;
      OneDnn.check(dnnl_memory_set_data_handle(memory, new Address(newAddress)), "an address");
    }
  }

  void use(int time) {
    firstUse = Math.min(firstUse, time);
    lastUse = Math.max(lastUse, time);
    if (base != null) {
      base.use(time);
    }
  }

  boolean overlaps(Buffer other) {
    return firstUse <= other.lastUse && other.firstUse <= lastUse;
  }

  boolean isUsed() {
    return lastUse >= 0;
  }

  Buffer base() {
    return base;
  }

  dnnl_memory memory() {
    return memory;
  }

  void close() {
    owner.close();
  }

  /** A pointer to what somebody else owns. */
  static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
