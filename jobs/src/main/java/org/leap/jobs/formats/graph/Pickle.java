package org.leap.jobs.formats.graph;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/**
 * Reads a Python pickle of protocol 0 to 2 that holds numbers: whole numbers, texts, tuples, lists
 * and dictionaries, NumPy arrays of numbers and SciPy matrices of compressed sparse rows. A pickle
 * is a program; of its operations only those that build such values get as far as Spark's reader of
 * pickles, and of the names it may call only those of {@link PickleGlobals} are known. Everything
 * else ends in a message, and no code of the file runs.
 *
 * <p>Bytes are texts of characters 0 to 255; tuples are lists. Memory and work are bounded by the
 * file: an operation makes at most one value, of the size of its bytes, and what is made of texts
 * that were made before adds up to a few times the file. Lists and dictionaries lie in each other
 * to a small depth, never in themselves, and no message quotes them.
 */
final class Pickle extends Unpickler {
  /** What an object of NumPy or SciPy is told after it was made. */
  interface Stateful {
    /** Takes it, or refuses it by an IllegalArgumentException. */
    void state(Object state);
  }

  /** What makes one value of the bytes that are there, or moves one. */
  private static final String LEFT_TO_THE_LIBRARY = ".(0N\u0088\u0089FG\u008aSUV]}pqr";

  private static final int LAST_PROTOCOL = 2;

  /** Of lists and dictionaries in each other; graphs and matrices need three. */
  private static final int MOST_DEPTH = 8;

  /** How often a file's bytes may be copied; matrices need it twice. */
  private static final int MOST_COPIES = 4;

  private static final int LEAST_COPIED = 1 << 16;

  private final String file;
  private final Bytes bytes;

  /** How deep lists and dictionaries are that hold others. */
  private final IdentityHashMap<Object, Integer> depths = new IdentityHashMap<>();

  /** Lists and dictionaries that lie in others, and therefore may not change any more. */
  private final Set<Object> held = Collections.newSetFromMap(new IdentityHashMap<>());

  private long copiesLeft;

  /** Where the last operation stands. */
  private int start;

  private Pickle(String file, byte[] bytes) {
    this.file = file;
    this.bytes = new Bytes(bytes);
    this.copiesLeft = MOST_COPIES * (long) bytes.length + LEAST_COPIED;
  }

  /** The value a pickle holds. */
  static Object read(String file, byte[] bytes) {
    return new Pickle(file, bytes).read();
  }

  private Object read() {
    try {
      return load(bytes);
    } catch (IOException | NegativeArraySizeException e) { // a length of which nothing is there
      throw new BadDataException(
          file,
          "ends within the pickle, the last operation is at byte %s; copy the file again"
              .formatted(start));
    } catch (PickleException | IllegalArgumentException | ArithmeticException e) {
      throw refused(Quoted.bare(String.valueOf(e.getMessage())));
    } catch (IndexOutOfBoundsException | ClassCastException e) {
      throw refused("takes values that are not there");
    }
  }

  private BadDataException refused(String problem) {
    return new BadDataException(
        file,
        "byte %s: the pickle %s; use the files as they were published".formatted(start, problem));
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    start = bytes.position() - 1;
    char operation = (char) key;
    if (LEFT_TO_THE_LIBRARY.indexOf(operation) >= 0) {
      return super.dispatch(key);
    }
    switch (operation) {
      case '\u0080' -> protocol();
      case 'I', 'J', 'K', 'M' -> {
        super.dispatch(key);
        stack.add(whole(stack.pop()));
      }
      case 'L' -> stack.add(Long.valueOf(line().replaceAll("L$", "")));
      case 'T', 'X' -> {
        bytes.refuseFalseLength();
        super.dispatch(key);
      }
      case 'g' -> remember(Integer.parseInt(line()));
      case 'h' -> remember(PickleUtils.readbyte(input));
      case 'j' -> remember(PickleUtils.bytes_to_integer(PickleUtils.readbytes(input, 4)));
      case ')' -> stack.add(List.of());
      case 't' -> tuple(stack.pop_all_since_marker());
      case '\u0085', '\u0086', '\u0087' -> tuple(last(operation - '\u0084'));
      case 'l' -> list(stack.pop_all_since_marker());
      case 'a' -> append(last(1));
      case 'e' -> append(stack.pop_all_since_marker());
      case 'd' -> {
        List<Object> pairs = stack.pop_all_since_marker();
        stack.add(new HashMap<>());
        put(pairs);
      }
      case 's' -> put(last(2));
      case 'u' -> put(stack.pop_all_since_marker());
      case 'c' -> stack.add(PickleGlobals.named(line(), line()));
      case 'R', '\u0081' -> call(last(2));
      case 'b' -> build(stack.pop());
      default ->
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "holds the operation 0x%02x, which no array, sparse matrix or dictionary needs",
                  (int) operation));
    }
    return NO_RETURN_VALUE;
  }

  private void protocol() throws IOException {
    int protocol = PickleUtils.readbyte(input);
    if (protocol > LAST_PROTOCOL) {
      throw new IllegalArgumentException(
          "is of protocol %s, expected 0 to %s".formatted(protocol, LAST_PROTOCOL));
    }
  }

  /** Whole numbers are of one type, however they were written. */
  private static Object whole(Object value) {
    return value instanceof Integer number ? number.longValue() : value;
  }

  private String line() throws IOException {
    return PickleUtils.readline(input);
  }

  private void remember(int place) {
    Object value = memo.get(place);
    if (value == null) {
      throw new IllegalArgumentException("asks for value %s, which it never made".formatted(place));
    }
    stack.add(value);
  }

  private List<Object> last(int count) {
    Object[] last = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      last[i] = stack.pop();
    }
    return Arrays.asList(last);
  }

  private void tuple(List<Object> values) {
    list(Collections.unmodifiableList(values));
  }

  private void list(List<Object> values) {
    hold(values, values);
    stack.add(values);
  }

  @SuppressWarnings("unchecked") // Lists that are appended to are all made here.
  private void append(List<Object> values) {
    ArrayList<Object> list = ArrayList.class.cast(top());
    hold(list, values);
    list.addAll(values);
  }

  private Object top() {
    if (stack.peek() == null) {
      throw new ClassCastException();
    }
    return stack.peek();
  }

  @SuppressWarnings("unchecked") // Dictionaries are all made here.
  private void put(List<Object> pairs) {
    HashMap<Object, Object> dictionary = HashMap.class.cast(top());
    hold(dictionary, pairs);
    for (int i = 0; i < pairs.size(); i += 2) {
      Object key = pairs.get(i);
      if (!(key instanceof Long || key instanceof String)) {
        throw new IllegalArgumentException(
            "has a dictionary key that is neither a whole number nor a text");
      }
      dictionary.put(key, pairs.get(i + 1));
    }
  }

  /** Takes note that values lie in a list or dictionary from now on. */
  private void hold(Object container, List<Object> values) {
    int depth = depths.getOrDefault(container, 1);
    for (Object value : values) {
      if (value instanceof List || value instanceof Map) {
        held.add(value);
        depth = Math.max(depth, 1 + depths.getOrDefault(value, 1));
      }
    }
    if (held.contains(container)) {
      throw new IllegalArgumentException("changes a list or dictionary that lies in another");
    }
    if (depth > MOST_DEPTH) {
      throw new IllegalArgumentException(
          "nests lists or dictionaries more than %s deep".formatted(MOST_DEPTH));
    }
    if (depth > 1) {
      depths.put(container, depth);
    }
  }

  /** Takes note that some values, and texts among them, are about to be read or copied. */
  private void copy(List<?> values) {
    copiesLeft -= values.size();
    for (Object value : values) {
      copiesLeft -= value instanceof String text ? text.length() : 0;
    }
    if (copiesLeft < 0) {
      throw new IllegalArgumentException("makes more of its texts than it can hold");
    }
  }

  private void call(List<Object> call) {
    if (!(call.get(0) instanceof PickleGlobals global && call.get(1) instanceof List<?> values)) {
      throw new IllegalArgumentException("calls something that is no function");
    }
    copy(values);
    stack.add(global.call(values));
  }

  /** Not by name, as the library does it. */
  private void build(Object state) {
    copy(state instanceof List<?> values ? values : List.of());
    if (!(stack.peek() instanceof Stateful target)) {
      throw new IllegalArgumentException("gives a state to a value that has none");
    }
    target.state(state);
  }

  /** The file, which knows how far it was read. */
  private static final class Bytes extends ByteArrayInputStream {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    int position() {
      return pos;
    }

    /** The library makes room for as many bytes as come next by their length, there or not. */
    void refuseFalseLength() throws EOFException {
      int left = available() - Integer.BYTES;
      if (left < 0 || bytesAhead() < 0 || bytesAhead() > left) {
        throw new EOFException();
      }
    }

    private int bytesAhead() {
      return ByteBuffer.wrap(buf).order(ByteOrder.LITTLE_ENDIAN).getInt(pos);
    }
  }
}
