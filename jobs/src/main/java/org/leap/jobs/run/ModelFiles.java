package org.leap.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.leap.jobs.model.ModelArchive;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.storage.Folder;

/** The networks that a run leaves in its folder. */
record ModelFiles(Folder folder, RunPlan plan) {
  /** As it was at the end. */
  static final String LAST = "model.zip";

  /** As it was when the validation set liked it best; of runs with early stopping. */
  static final String BEST = "best-model.zip";

  /** The mean over time; of runs with stochastic weight averaging. */
  static final String AVERAGED = "swa-model.zip";

  /**
   * @param step local steps done
   */
  void write(String file, NetworkState state, int step) {
    int epoch = step / plan.layout().stepsPerEpoch();
    try {
      folder.write(
          file, out -> ModelArchive.write(plan.blueprint(), state, step, epoch, plan.data(), out));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be written: %s".formatted(folder.location(file), e.getMessage()), e);
    }
  }
}
