package org.leap.jobs.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.model.ModelArchive;
import org.leap.jobs.model.TrainedModel;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.storage.Folder;

/**
 * The networks that a run leaves in its folder.
 *
 * @param data what data must agree with to be scored
 */
public record ModelFiles(
    Folder folder, NetworkBlueprint blueprint, DataSignature data, int stepsPerEpoch) {
  /** As it was at the end. */
  public static final String LAST = "model.zip";

  /** As it was when the validation set liked it best; of runs with early stopping. */
  public static final String BEST = "best-model.zip";

  /** The mean over time; of runs with stochastic weight averaging. */
  public static final String AVERAGED = "swa-model.zip";

  /**
   * Writes a model with the optimizer as it then is.
   *
   * @param step local steps done
   * @param rateScale factor on the learning rate of the last of them
   */
  public void write(String file, NetworkState state, int step, double rateScale) {
    var steps = new TrainedModel.Steps(step, step / stepsPerEpoch, rateScale);
    try {
      folder.write(file, out -> ModelArchive.write(blueprint, state, steps, data, out));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be written: %s".formatted(folder.location(file), e.getMessage()), e);
    }
  }
}
