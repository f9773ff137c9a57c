package org.leap.jobs.formats.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.text.Quoted;

/**
 * The few names a pickle of numbers may refer to, and what a call of each means here. Nothing else
 * is known, so nothing else can be made, and no name is ever looked up as a class.
 */
enum PickleGlobals {
  /** NumPy's maker of empty arrays. */
  RECONSTRUCT {
    @Override
    Object call(List<?> arguments) {
      return arguments.size() == 3 && arguments.get(0) == ARRAY ? new PickledArray() : refuse();
    }
  },
  ARRAY,
  TYPE {
    @Override
    Object call(List<?> arguments) {
      return !arguments.isEmpty() && arguments.get(0) instanceof String code
          ? new PickledArray.NumberType(code)
          : refuse();
    }
  },
  SPARSE_ROWS {
    @Override
    Object call(List<?> arguments) {
      return arguments.isEmpty() ? new PickledMatrix() : refuse();
    }
  },
  DICTIONARY {
    @Override
    Object call(List<?> arguments) {
      boolean ofLists = arguments.isEmpty() || (arguments.size() == 1 && arguments.get(0) == LIST);
      return ofLists ? new HashMap<Object, Object>() : refuse();
    }
  },
  LIST,
  OBJECT,
  /** How old protocols make an object: class, base and nothing. */
  RECONSTRUCTOR {
    @Override
    Object call(List<?> arguments) {
      return arguments.size() == 3
              && arguments.get(0) == SPARSE_ROWS
              && arguments.get(1) == OBJECT
              && arguments.get(2) == Pickle.NONE
          ? new PickledMatrix()
          : refuse();
    }
  },
  /** How Python 3 writes bytes for Python 2. */
  ENCODE {
    @Override
    Object call(List<?> arguments) {
      return arguments.size() == 2
              && arguments.get(0) instanceof String text
              && text.chars().allMatch(c -> c < 256)
              && "latin1".equals(arguments.get(1))
          ? text
          : refuse();
    }
  };

  private static final Map<String, PickleGlobals> BY_NAME =
      Map.ofEntries(
          Map.entry("numpy.core.multiarray _reconstruct", RECONSTRUCT),
          Map.entry("numpy._core.multiarray _reconstruct", RECONSTRUCT),
          Map.entry("numpy ndarray", ARRAY),
          Map.entry("numpy dtype", TYPE),
          Map.entry("scipy.sparse.csr csr_matrix", SPARSE_ROWS),
          Map.entry("scipy.sparse._csr csr_matrix", SPARSE_ROWS),
          Map.entry("collections defaultdict", DICTIONARY),
          Map.entry("__builtin__ list", LIST),
          Map.entry("builtins list", LIST),
          Map.entry("__builtin__ object", OBJECT),
          Map.entry("builtins object", OBJECT),
          Map.entry("copy_reg _reconstructor", RECONSTRUCTOR),
          Map.entry("copyreg _reconstructor", RECONSTRUCTOR),
          Map.entry("_codecs encode", ENCODE));

  /**
   * @throws IllegalArgumentException if a pickle may not refer to it
   */
  static PickleGlobals named(String module, String name) {
    PickleGlobals known = BY_NAME.get(module + " " + name);
    if (known == null) {
      throw new IllegalArgumentException(
          "refers to %s, expected only arrays, sparse matrices and dictionaries of numbers"
              .formatted(Quoted.of(module + "." + name)));
    }
    return known;
  }

  /**
   * What a call makes.
   *
   * @throws IllegalArgumentException if it cannot be called like this
   */
  Object call(List<?> arguments) {
    return refuse();
  }

  Object refuse() {
    throw new IllegalArgumentException(
        "calls %s in a way that makes no array, sparse matrix or dictionary".formatted(name()));
  }
}
