package org.leap.jobs.formats.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.leap.jobs.text.Quoted;

/**
 * The few names a pickle of numbers may refer to, and what a call of each means here. Nothing else
 * is known, so nothing else can be made, and no name is ever looked up as a class.
 */
@SuppressWarnings("ImmutableEnumChecker") // neither functions nor sets of names change
enum PickleGlobals {
  /** NumPy's maker of empty arrays. */
  RECONSTRUCT(
      PickleGlobals::array,
      "numpy.core.multiarray _reconstruct",
      "numpy._core.multiarray _reconstruct"),
  ARRAY(arguments -> null, "numpy ndarray"),
  TYPE(
      arguments ->
          !arguments.isEmpty() && arguments.get(0) instanceof String code
              ? new PickledArray.NumberType(code)
              : null,
      "numpy dtype"),
  SPARSE_ROWS(
      arguments -> arguments.isEmpty() ? new PickledArray.Matrix() : null,
      "scipy.sparse.csr csr_matrix",
      "scipy.sparse._csr csr_matrix"),
  DICTIONARY(PickleGlobals::dictionary, "collections defaultdict"),
  LIST(arguments -> null, "__builtin__ list", "builtins list"),
  OBJECT(arguments -> null, "__builtin__ object", "builtins object"),
  /** How old protocols make an object: class, base and nothing. */
  RECONSTRUCTOR(
      arguments ->
          arguments.equals(Arrays.asList(SPARSE_ROWS, OBJECT, null))
              ? new PickledArray.Matrix()
              : null,
      "copy_reg _reconstructor",
      "copyreg _reconstructor"),
  /** How Python 3 writes bytes for Python 2. */
  ENCODE(PickleGlobals::text, "_codecs encode");

  private final Function<List<?>, Object> function;
  private final Set<String> names;

  /** By what a call makes of its arguments, null if it cannot be called with them. */
  PickleGlobals(Function<List<?>, Object> function, String... names) {
    this.function = function;
    this.names = Set.of(names);
  }

  private static Object array(List<?> arguments) {
    return arguments.size() == 3 && arguments.get(0) == ARRAY ? new PickledArray() : null;
  }

  private static Object dictionary(List<?> arguments) {
    return arguments.isEmpty() || (arguments.size() == 1 && arguments.get(0) == LIST)
        ? new HashMap<>()
        : null;
  }

  private static Object text(List<?> arguments) {
    return arguments.size() == 2
            && arguments.get(0) instanceof String text
            && text.chars().allMatch(c -> c < 256)
            && "latin1".equals(arguments.get(1))
        ? text
        : null;
  }

  static PickleGlobals named(String module, String name) {
    for (PickleGlobals known : values()) {
      if (known.names.contains(module + " " + name)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "refers to %s, expected only arrays, sparse matrices and dictionaries of numbers"
            .formatted(Quoted.of(module + "." + name)));
  }

  /** What a call makes. */
  Object call(List<?> arguments) {
    Object made = function.apply(arguments);
    if (made == null) {
      throw new IllegalArgumentException(
          "calls %s in a way that makes no array, sparse matrix or dictionary".formatted(name()));
    }
    return made;
  }
}
