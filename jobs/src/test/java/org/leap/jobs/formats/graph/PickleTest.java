package org.leap.jobs.formats.graph;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.jobs.formats.BadDataException;

class PickleTest {
  private static final String GRAPH =
      "\u0080\u0002ccollections\ndefaultdict\nq\u0001c__builtin__\nlist\nq\u0002\u0085Rq\u0003"
          + "(K\u0000]q\u0004(K\u0001M\u0000\u0001eK\u0001]q\u0005K\u0000au.";

  /** A NumPy array whose only size is a value of the pickle. */
  private static final String ARRAY_OF_SIZE =
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntU\u0001btR"
          + "(I1\n(%stcnumpy\ndtype\n(U\u0002u1I0\nI1\ntRI00\nU\u0001xtb.";

  private static Object read(String pickle) {
    return Pickle.read("f", pickle.getBytes(ISO_8859_1));
  }

  private static String refusal(String pickle) {
    return assertThrows(BadDataException.class, () -> read(pickle)).getMessage();
  }

  @Test
  void dictionaryOfLists() {
    assertEquals(Map.of(0L, List.of(1L, 256L), 1L, List.of(0L)), read(GRAPH));
  }

  /** Written by Python: {1: [2, -3, 70000], 'a': (1.5, None is left out, 10**12)}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(dp0\nI1\n(lp1\nI2\naI-3\naI70000\nasS'a'\np2\n(F1.5\nL1000000000000L\ntp3\ns.",
        "}q\u0000(K\u0001]q\u0001(K\u0002J\u00fd\u00ff\u00ff\u00ffJp\u0011\u0001\u0000eU\u0001a"
            + "G?\u00f8\u0000\u0000\u0000\u0000\u0000\u0000\u008a\u0006\u0000\u0010\u00a5\u00d4"
            + "\u00e8\u0000\u0086q\u0002u."
      })
  void oldAndNewProtocols(String pickle) {
    assertEquals(
        Map.of(1L, List.of(2L, -3L, 70000L), "a", List.of(1.5, 1_000_000_000_000L)), read(pickle));
  }

  /** {@code pickle.dumps(numpy.array([[1, 2], [3, 4]], '>i2').T, n)} of Python 3 for n 0 and 2. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void arraysOfAnyByteOrder(int protocol) {
    PickledArray array =
        (PickledArray)
            Pickle.read("f", Base64.getDecoder().decode(PickledExamples.array(protocol)));
    assertEquals(List.of(2, 2), array.shape());
    assertEquals(3, array.value(0, 1));
    assertEquals(2, array.value(1, 0));
  }

  /** {@code pickle.dumps(scipy.sparse.csr_matrix([[0, 1.5], [2, 0]]), n)} for n 0 and 2. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void sparseMatrices(int protocol) {
    PickledArray.Matrix matrix =
        (PickledArray.Matrix)
            Pickle.read("f", Base64.getDecoder().decode(PickledExamples.matrix(protocol)));
    float[] values = new float[2];
    matrix.matrix().forEach(0, (column, value) -> values[column] = value);
    assertArrayEquals(new float[] {0, 1.5f}, values);
    assertEquals("2 x 2, 2 values", matrix.matrix().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "os|system",
        "posix|system",
        "__builtin__|eval",
        "builtins|getattr",
        "subprocess|Popen",
        "java.lang|Runtime",
        "numpy|load",
        "numpy.core.multiarray|scalar"
      })
  void refusesEveryOtherName(String module, String name) {
    String pickle = "c" + module + "\n" + name + "\n(S'touch /tmp/owned'\ntR.";
    assertEquals(
        "f: byte 0: the pickle refers to \"%s.%s\", expected only arrays, sparse matrices and dictionaries of numbers; use the files as they were published"
            .formatted(module, name),
        refusal(pickle));
  }

  /** Instances, persistent and extension objects, and frames are not for numbers. */
  @ParameterizedTest
  @ValueSource(chars = {'i', 'o', 'P', 'Q', '\u0082', '\u0083', '\u0084', '\u0095', '\u008c', '?'})
  void refusesEveryOtherOperation(char operation) {
    assertEquals(
        String.format(
            Locale.ROOT,
            "f: byte 1: the pickle holds the operation 0x%02x, which no array, sparse matrix or dictionary needs; use the files as they were published",
            (int) operation),
        refusal("(" + operation + "x\ny\n."));
  }

  @Test
  void refusesObjectArraysAndFalseSizes() {
    String type = "cnumpy\ndtype\n(S'O8'\nI0\nI1\ntR.";
    assertTrue(refusal(type).contains("the array type \"O8\" is not one of numbers"));
    String array =
        "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
            + "(I1\n(I2000000000\nI2000000000\ntcnumpy\ndtype\n(S'i4'\nI0\nI1\ntRI00\nS'abcd'\ntb.";
    assertTrue(
        refusal(array).contains("4 bytes are not an array of shape [2000000000, 2000000000]"),
        refusal(array));
  }

  @Test
  void refusesCallsThatMakeSomethingElse() {
    assertTrue(
        refusal("ccollections\ndefaultdict\n(ccollections\ndefaultdict\ntR.")
            .contains("calls DICTIONARY in a way"));
    assertTrue(refusal("(I1\nI2\nR.").contains("calls something that is no function"));
    assertTrue(refusal("]}b.").contains("gives a state to a value that has none"));
  }

  @Test
  void refusesLaterProtocolsAndLists() {
    assertTrue(
        refusal("\u0080\u0004.").contains("byte 0: the pickle is of protocol 4, expected 0 to 2"));
    assertTrue(refusal("(lh\u0007.").contains("asks for value 7, which it never made"));
    assertTrue(refusal("}(]I1\nu.").contains("neither a whole number nor a text"));
    assertTrue(refusal("T\u00ff\u00ff\u00ff\u007fx.").contains("ends within the pickle"));
    assertTrue(refusal("a.").contains("takes values that are not there"));
  }

  /**
   * Twenty lists of twenty references to the one before: 20^20 values for who looks at them all.
   */
  @Test
  void sharedListsInListsAreRefused() {
    StringBuilder pickle = new StringBuilder("]q\u0000");
    for (int list = 1; list <= 20; list++) {
      pickle.append("](");
      pickle.append(("h" + (char) (list - 1)).repeat(20)).append('e');
      pickle.append('q').append((char) list);
    }
    String size = pickle + ARRAY_OF_SIZE.formatted("h\u0014");
    assertTrue(size.length() < 2000);
    assertTrue(
        refusal(size).contains("nests lists or dictionaries more than 8 deep"), refusal(size));
  }

  @Test
  void listsThatHoldThemselvesAreRefused() {
    String self = "]q\u0000h\u0000a";
    assertTrue(
        refusal(ARRAY_OF_SIZE.formatted(self))
            .contains("changes a list or dictionary that lies in"),
        refusal(self));
    String circle = "]q\u0000(]q\u0001h\u0000ah\u0001e";
    assertTrue(
        refusal(ARRAY_OF_SIZE.formatted(circle))
            .contains("changes a list or dictionary that lies"));
    assertTrue(refusal("}q\u0000K\u0001h\u0000s.").contains("changes a list or dictionary"));
  }

  @Test
  void deepTuplesAreRefused() {
    String tuples = ")" + "\u0085".repeat(2_000_000);
    String message = refusal(ARRAY_OF_SIZE.formatted(tuples));
    assertTrue(message.contains("nests lists or dictionaries more than 8 deep"), message);
  }

  /** An array each would be 2,000 times the file. */
  @Test
  void textSharedByManyArraysIsRefused() {
    String text = "T\u0000\u0000\u0010\u0000" + "x".repeat(1 << 20) + "q\u0000";
    String array =
        "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntU\u0001btR"
            + "(I1\n(I1048576\ntcnumpy\ndtype\n(U\u0002u1I0\nI1\ntRI00\nh\u0000tb";
    String message = refusal(text + "(" + array.repeat(2000) + "l.");
    assertTrue(message.contains("makes more of its texts than it can hold"), message);
    String encode = "c_codecs\nencode\n(h\u0000U\u0006latin1tR";
    assertTrue(
        refusal(text + "(" + encode.repeat(2000) + "l.").contains("makes more of its texts"));
    assertEquals(1 << 20, ((PickledArray) read(text + array + ".")).length());
  }

  @Test
  void messagesQuoteLittleOfANumber() {
    String digits = "7".repeat(5_000_000);
    for (String number : List.of("I", "L", "F", "p", "g")) {
      String message = refusal("]" + number + digits + "x\n.");
      assertTrue(message.length() < 500, () -> number + ": " + message.length() + " characters");
    }
    String sizes = "(" + "I7\n".repeat(100_000) + "t";
    String message =
        refusal(
            "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntU\u0001btR"
                + "(I1\n"
                + sizes
                + "cnumpy\ndtype\n(U\u0002u1I0\nI1\ntRI00\nU\u0001xtb.");
    assertTrue(message.length() < 500, () -> message.length() + " characters");
  }

  /** Whatever is changed: a value or a message, in little time and memory, never another error. */
  @Test
  void damagedPicklesEndInAMessage() {
    SplittableRandom random = new SplittableRandom(3);
    byte[] good = Base64.getDecoder().decode(PickledExamples.matrix(2));
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = java.util.Arrays.copyOf(bad, random.nextInt(1, bad.length + 1));
      try {
        if (Pickle.read("f", cut) instanceof PickledArray.Matrix matrix) {
          matrix.matrix();
        }
      } catch (BadDataException | IllegalArgumentException expected) {
        assertTrue(expected.getMessage() != null);
      }
    }
  }
}
