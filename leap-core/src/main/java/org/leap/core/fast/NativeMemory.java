package org.leap.core.fast;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Updater;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a network holds outside the heap. */
final class NativeMemory {
  private NativeMemory() {}

  /**
   * Frees the arrays of a network, and the workspaces of this thread. DL4J's own {@code close} does
   * so too, and then collects the whole heap, twice: a tenth of a second and more for each.
   *
   * @param gradients null where there are none, as is {@code updater}
   */
  static void free(INDArray parameters, INDArray gradients, Updater updater) {
    Stream.of(parameters, gradients, updater == null ? null : updater.getStateViewArray())
        .filter(array -> array != null && array.closeable())
        .forEach(INDArray::close);
    MemoryWorkspaceManager workspaces = Nd4j.getWorkspaceManager();
    List.copyOf(workspaces.getAllWorkspacesForCurrentThread())
        .forEach(workspaces::destroyWorkspace);
  }
}
