package org.leap.jobs.formats.graph;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/**
 * Reads a Python pickle of protocol 0 to 2 that holds numbers: whole numbers, texts, tuples, lists
 * and dictionaries, NumPy arrays of numbers and SciPy matrices of compressed sparse rows. A pickle
 * is a program; of its operations only those that build such values are known, and of the names it
 * may call only those of {@link PickleGlobals}. Everything else ends in a message, and no code of
 * the file runs.
 *
 * <p>Bytes are texts of characters 0 to 255; tuples are lists. Memory and work are bounded by the
 * file: an operation makes at most one value, of the size of its bytes, and what is made of texts
 * that were made before adds up to a few times the file. Lists and dictionaries lie in each other
 * to a small depth, never in themselves, and no message quotes them.
 */
final class Pickle {
  /** Python's None, which a list of Java's could not hold. */
  static final Object NONE = new Object();

  private static final Object MARK = new Object();
  private static final int LAST_PROTOCOL = 2;

  /** Of lists and dictionaries in each other; graphs and matrices need three. */
  private static final int MOST_DEPTH = 8;

  /** How often a file's bytes may be copied; matrices need it twice. */
  private static final int MOST_COPIES = 4;

  private static final int LEAST_COPIED = 1 << 16;

  private final String file;
  private final ByteBuffer in;
  private final ArrayList<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  /** How deep lists and dictionaries are that hold others. */
  private final IdentityHashMap<Object, Integer> depths = new IdentityHashMap<>();

  /** Lists and dictionaries that lie in others, and therefore may not change any more. */
  private final Set<Object> held = Collections.newSetFromMap(new IdentityHashMap<>());

  private long copiesLeft;

  private Pickle(String file, byte[] bytes) {
    this.file = file;
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.copiesLeft = MOST_COPIES * (long) bytes.length + LEAST_COPIED;
  }

  /**
   * The value a pickle holds.
   *
   * @param file for messages
   * @throws BadDataException if it holds anything else, or is damaged
   */
  static Object read(String file, byte[] bytes) {
    return new Pickle(file, bytes).read();
  }

  private Object read() {
    while (true) {
      int start = in.position();
      try {
        char operation = (char) (in.get() & 0xff);
        if (operation == '.') {
          return pop();
        }
        execute(operation);
      } catch (BufferUnderflowException e) {
        throw new BadDataException(
            file,
            "ends within the pickle, the last operation is at byte %s; copy the file again"
                .formatted(start));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw refused(start, Quoted.bare(String.valueOf(e.getMessage())));
      } catch (IndexOutOfBoundsException | ClassCastException e) {
        throw refused(start, "takes values that are not there");
      }
    }
  }

  private BadDataException refused(int at, String problem) {
    return new BadDataException(
        file,
        "byte %s: the pickle %s; use the files as they were published".formatted(at, problem));
  }

  private void execute(char operation) {
    switch (operation) {
      case '\u0080' -> protocol();
      case '(' -> stack.add(MARK);
      case '0' -> pop();
      case 'N' -> stack.add(NONE);
      case '\u0088' -> stack.add(true);
      case '\u0089' -> stack.add(false);
      case 'I', 'L', 'J', 'K', 'M', '\u008a', 'F', 'G' -> stack.add(number(operation));
      case 'S', 'T', 'U', 'V', 'X' -> stack.add(text(operation));
      case ')' -> stack.add(List.of());
      case 't' -> stack.add(tuple(popMarked()));
      case '\u0085' -> stack.add(tuple(popLast(1)));
      case '\u0086' -> stack.add(tuple(popLast(2)));
      case '\u0087' -> stack.add(tuple(popLast(3)));
      case ']', 'l' -> stack.add(list(operation == 'l' ? popMarked() : List.of()));
      case '}', 'd' -> stack.add(dictionary(operation == 'd' ? popMarked() : List.of()));
      case 'a' -> append(popLast(1));
      case 'e' -> append(popMarked());
      case 's' -> put(popLast(2));
      case 'u' -> put(popMarked());
      case 'p', 'q', 'r' -> memo.put(place(operation, 'p', 'q'), peek());
      case 'g', 'h', 'j' -> stack.add(remembered(place(operation, 'g', 'h')));
      case 'c' -> stack.add(PickleGlobals.named(line(), line()));
      case 'R', '\u0081' -> call();
      case 'b' -> build();
      default ->
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "holds the operation 0x%02x, which no array, sparse matrix or dictionary needs",
                  (int) operation));
    }
  }

  private void protocol() {
    int protocol = in.get() & 0xff;
    if (protocol > LAST_PROTOCOL) {
      throw new IllegalArgumentException(
          "is of protocol %s, expected 0 to %s".formatted(protocol, LAST_PROTOCOL));
    }
  }

  private Object number(char operation) {
    return switch (operation) {
      case 'J' -> (long) in.getInt();
      case 'K' -> (long) (in.get() & 0xff);
      case 'M' -> (long) (in.getShort() & 0xffff);
      case 'G' -> Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
      case 'F' -> Double.valueOf(line());
      case '\u008a' -> littleEndian(bytes(in.get() & 0xff));
      default -> written(line());
    };
  }

  private static Object written(String line) {
    // Protocol 0 writes truth values as numbers of two digits.
    if (line.equals("00") || line.equals("01")) {
      return line.equals("01");
    }
    return Long.valueOf(line.endsWith("L") ? line.substring(0, line.length() - 1) : line);
  }

  private static long littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length + 1];
    for (int i = 0; i < bytes.length; i++) {
      reversed[bytes.length - i] = bytes[i];
    }
    reversed[0] = (byte) (bytes.length > 0 && bytes[bytes.length - 1] < 0 ? -1 : 0);
    return new BigInteger(reversed).longValueExact();
  }

  private String text(char operation) {
    return switch (operation) {
      case 'T' -> new String(bytes(in.getInt()), ISO_8859_1);
      case 'U' -> new String(bytes(in.get() & 0xff), ISO_8859_1);
      case 'X' -> new String(bytes(in.getInt()), UTF_8);
      case 'V' -> PickleEscapes.unicode(line());
      default -> PickleEscapes.quoted(line());
    };
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private String line() {
    int start = in.position();
    while (in.get() != '\n') {
      // The end of the buffer ends it too.
    }
    return new String(in.array(), start, in.position() - 1 - start, ISO_8859_1);
  }

  private int place(char operation, char inText, char inByte) {
    return operation == inText
        ? Integer.parseInt(line())
        : operation == inByte ? in.get() & 0xff : in.getInt();
  }

  private Object remembered(int place) {
    Object value = memo.get(place);
    if (value == null) {
      throw new IllegalArgumentException("asks for value %s, which it never made".formatted(place));
    }
    return value;
  }

  private Object peek() {
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    return stack.remove(stack.size() - 1);
  }

  private List<Object> popLast(int count) {
    List<Object> last = stack.subList(stack.size() - count, stack.size());
    List<Object> popped = List.copyOf(last);
    last.clear();
    return popped;
  }

  private List<Object> popMarked() {
    int mark = stack.lastIndexOf(MARK);
    List<Object> popped = popLast(stack.size() - mark - 1);
    stack.remove(mark);
    return popped;
  }

  private List<Object> tuple(List<Object> values) {
    if (!values.isEmpty()) { // all empty ones are the same
      hold(values, values);
    }
    return values;
  }

  private List<Object> list(List<Object> values) {
    List<Object> list = new ArrayList<>(values);
    hold(list, values);
    return list;
  }

  @SuppressWarnings("unchecked") // Lists that are appended to are all made here.
  private void append(List<Object> values) {
    ArrayList<Object> list = (ArrayList<Object>) peek();
    hold(list, values);
    list.addAll(values);
  }

  private void put(List<Object> pairs) {
    fill((HashMap<?, ?>) peek(), pairs);
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

  private Map<Object, Object> dictionary(List<Object> pairs) {
    Map<Object, Object> dictionary = new HashMap<>();
    fill(dictionary, pairs);
    return dictionary;
  }

  @SuppressWarnings("unchecked") // Dictionaries are all made here.
  private void fill(Map<?, ?> dictionary, List<Object> pairs) {
    hold(dictionary, pairs);
    for (int i = 0; i < pairs.size(); i += 2) {
      Object key = pairs.get(i);
      if (!(key instanceof Long || key instanceof String)) {
        throw new IllegalArgumentException(
            "has a dictionary key that is neither a whole number nor a text");
      }
      ((Map<Object, Object>) dictionary).put(key, pairs.get(i + 1));
    }
  }

  private void call() {
    List<Object> call = popLast(2);
    if (!(call.get(0) instanceof PickleGlobals global && call.get(1) instanceof List<?> values)) {
      throw new IllegalArgumentException("calls something that is no function");
    }
    copy(values);
    stack.add(global.call(values));
  }

  private void build() {
    Object state = pop();
    copy(state instanceof List<?> values ? values : List.of());
    Object target = peek();
    if (target instanceof PickledArray array) {
      array.state(state);
    } else if (target instanceof PickledArray.NumberType type) {
      type.state(state);
    } else if (target instanceof PickledMatrix matrix) {
      matrix.state(state);
    } else {
      throw new IllegalArgumentException("gives a state to a value that has none");
    }
  }
}
