package org.leap.spark.engine;

/**
 * The running mean of the parameters of several moments of a run: stochastic weight averaging
 * (Izmailov et al. 2018). Immutable.
 */
public final class ModelMean {
  /** Of nothing yet. */
  public static final ModelMean NONE = new ModelMean(0, new float[0]);

  private final int models;
  private final float[] parameters;

  /**
   * Takes the array as it is, without a copy.
   *
   * @param models how many moments
   * @param parameters their mean, {@code [n]}; empty for no moment
   */
  public ModelMean(int models, float[] parameters) {
    this.models = models;
    this.parameters = parameters;
  }

  /** Number of models that the mean is of. */
  public int models() {
    return models;
  }

  /** The mean of the parameters, {@code [n]}; not to be modified. */
  public float[] parameters() {
    return parameters;
  }

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
