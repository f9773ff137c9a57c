package org.leap.core.fast;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.leap.core.step.FixedStatistics;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalization that uses its running statistics and leaves them alone even when a gradient
 * is computed. Parameters and JSON fields are those of DL4J's.
 */
public final class FixedStatisticsNormalization extends BatchNormalization
    implements FixedStatistics {
  private static final long serialVersionUID = 1L;

  /** For DL4J's JSON only. */
  public FixedStatisticsNormalization() {}

  @Override
  public FixedStatisticsNormalization clone() {
    return (FixedStatisticsNormalization) super.clone();
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    var layer = new FixedStatisticsLayer(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(conf, parameters, initialize));
    layer.setConf(conf);
    return layer;
  }
}
