package org.leap.spark.engine;

/**
 * The running mean of the parameters of several moments of a run: stochastic weight averaging
 * (Izmailov et al. 2018).
 *
 * @param models how many moments
 * @param parameters their mean, {@code [n]}, empty for no moment; taken without a copy and not to
 *     be modified
 */
@SuppressWarnings("ArrayRecordComponent")
public record ModelMean(int models, float[] parameters) {
  /** Of nothing yet. */
  public static final ModelMean NONE = new ModelMean(0, new float[0]);

  /** The mean with one moment more: {@code mean + (model - mean) / (models + 1)}. */
  public ModelMean with(float[] model) {
    if (models == 0) {
      return new ModelMean(1, model.clone());
    }
    float[] mean = new float[model.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = parameters[i] + (model[i] - parameters[i]) / (models + 1);
    }
    return new ModelMean(models + 1, mean);
  }
}
