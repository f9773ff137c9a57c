package org.leap.jobs.formats.graph;

import java.util.List;
import java.util.Map;
import org.leap.core.graph.SparseMatrix;

/** A SciPy matrix of compressed sparse rows in a pickle; empty until its state arrives. */
final class PickledMatrix implements Pickle.Stateful {
  private Map<?, ?> fields = Map.of();

  @Override
  public void state(Object state) {
    if (!(state instanceof Map<?, ?> found)) {
      throw new IllegalArgumentException("the state of a sparse matrix is not a dictionary");
    }
    fields = found;
  }

  /**
   * @throws IllegalArgumentException if its fields are not those of a sparse matrix
   */
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
