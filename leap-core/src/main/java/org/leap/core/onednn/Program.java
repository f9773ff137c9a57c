package org.leap.core.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_handle;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.dnnl_stream_handle;

/**
 * A list of primitives and of work in Java, with the memory that they share: two buffers that are
 * not needed at the same time lie in the same place. Built once, then run as often as wanted, by
 * one thread at a time, without an allocation. What it holds outside the heap is freed by {@link
 * #close}, or with the object.
 */
public final class Program implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final Arena arena;
  private final dnnl_stream stream = new dnnl_stream();
  private final dnnl_stream_handle streamOwner;
  private final List<Primitive> primitives = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<Buffer> own = new ArrayList<>();
  private final List<Buffer> views = new ArrayList<>();
  private final List<Buffer> bound = new ArrayList<>();
  private long[] offsets;
  private long bytes;
  private long placedAt;

  /** Something that a program does. */
  private interface Instruction {
    void run();

    default boolean isProduct() {
      return false;
    }

    default void close() {}
  }

  /** What a primitive reads or writes: one of oneDNN's numbers of arguments, and the array. */
  public record Argument(int role, Buffer buffer) {}

  /** A program whose buffers lie in an arena that others may use before and after it. */
  public Program(Arena arena) {
    this.arena = arena;
    OneDnn.check(
        dnnl_stream_create(stream, OneDnn.engine(), dnnl_stream_default_flags), "a stream");
    streamOwner = new dnnl_stream_handle(stream);
  }

  /** An array of the program's own, undefined when it starts. */
  public Buffer buffer(Layout layout) {
    Buffer buffer = new Buffer(layout, null);
    own.add(buffer);
    return buffer;
  }

  /** An array that lies elsewhere, 0 until it is bound. */
  public Buffer boundTo(Layout layout, long address) {
    Buffer buffer = new Buffer(layout, null);
    buffer.moveTo(address);
    bound.add(buffer);
    return buffer;
  }

  /** Says where an array lies that is not the program's own. */
  public void bind(Buffer buffer, long address) {
    buffer.moveTo(address);
  }

  /** The same memory in another layout. */
  public Buffer view(Buffer buffer, Layout layout) {
    Buffer root = buffer.base() == null ? buffer : buffer.base();
    Buffer view = new Buffer(layout, root);
    views.add(view);
    return view;
  }

  /** Adds a primitive. */
  public void add(Primitive primitive, Argument... arguments) {
    int time = instructions.size();
    List<Argument> all = new ArrayList<>(List.of(arguments));
    primitive
        .scratchpad()
        .ifPresent(layout -> all.add(new Argument(DNNL_ARG_SCRATCHPAD, buffer(layout))));
    dnnl_exec_arg_t list = new dnnl_exec_arg_t(all.size());
    for (int i = 0; i < all.size(); i++) {
      Argument argument = all.get(i);
      argument.buffer().use(time);
      list.position(i).arg(argument.role()).memory(argument.buffer().memory());
    }
    list.position(0);
    instructions.add(
        Execution.of(primitive.create(), stream, list, all.size(), primitive.isProduct()));
    primitives.add(primitive);
  }

  /** Adds work in Java that touches these buffers. */
  public void add(Runnable work, Buffer... touched) {
    for (Buffer buffer : touched) {
      buffer.use(instructions.size());
    }
    instructions.add(work::run);
  }

  /** Runs it once. */
  public void run() {
    place();
    for (Instruction instruction : instructions) {
      instruction.run();
    }
  }

  /**
   * Runs its convolutions and dense layers alone, on whatever is in its memory, to see how long
   * they take.
   */
  public void runProducts() {
    place();
    for (Instruction instruction : instructions) {
      if (instruction.isProduct()) {
        instruction.run();
      }
    }
  }

  private void place() {
    layOut();
    long start = arena.reserve(bytes);
    if (start != placedAt) {
      for (int i = 0; i < offsets.length; i++) {
        own.get(i).moveTo(start + offsets[i]);
      }
      placedAt = start;
    }
    for (Buffer view : views) {
      view.moveTo(view.base().address());
    }
  }

  /** The largest first, each at the lowest place that nothing else has at the same time. */
  private void layOut() {
    if (offsets != null) {
      return;
    }
    offsets = new long[own.size()];
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      if (own.get(i).isUsed()) {
        order.add(i);
      }
    }
    order.sort(Comparator.comparingLong(i -> -own.get(i).layout().bytes()));
    List<Integer> placed = new ArrayList<>();
    for (int next : order) {
      long offset = 0;
      for (int other : placed) {
        long end = offsets[other] + size(other);
        if (own.get(next).overlaps(own.get(other))
            && offset < end
            && offsets[other] < offset + size(next)) {
          offset = end;
        }
      }
      offsets[next] = offset;
      bytes = Math.max(bytes, offset + size(next));
      placed.add(next);
      placed.sort(Comparator.comparingLong(i -> offsets[i]));
    }
  }

  private long size(int buffer) {
    return (own.get(buffer).layout().bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  @Override
  public void close() {
    instructions.forEach(Instruction::close);
    primitives.forEach(Primitive::close);
    primitives.clear();
    List.of(own, views, bound).forEach(buffers -> buffers.forEach(Buffer::close));
    instructions.clear();
    own.clear();
    views.clear();
    bound.clear();
    streamOwner.close();
  }

  private record Execution(
      dnnl_primitive primitive,
      dnnl_primitive_handle owner,
      dnnl_stream stream,
      dnnl_exec_arg_t arguments,
      int count,
      boolean isProduct)
      implements Instruction {
    static Execution of(
        dnnl_primitive primitive,
        dnnl_stream stream,
        dnnl_exec_arg_t arguments,
        int count,
        boolean isProduct) {
      var owner = new dnnl_primitive_handle(primitive);
      return new Execution(primitive, owner, stream, arguments, count, isProduct);
    }

    @Override
    public void run() {
      OneDnn.check(dnnl_primitive_execute(primitive, stream, count, arguments), "to run");
    }

    @Override
    public void close() {
      owner.close();
      arguments.close();
    }
  }
}
