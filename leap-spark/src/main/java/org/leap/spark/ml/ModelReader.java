package org.leap.spark.ml;

import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.MLReader;

/** Reads a model: its params as Spark writes them, and its network. */
final class ModelReader<M extends LeapModel<M>> extends MLReader<M> {
  /** Makes a model. */
  interface Constructor<M> {
    M of(String uid, NetworkFolder.Contents network, LeapSummary summary);
  }

  private final Class<M> type;
  private final Constructor<M> constructor;

  ModelReader(Class<M> type, Constructor<M> constructor) {
    this.type = type;
    this.constructor = constructor;
  }

  @Override
  public M load(String path) {
    DefaultParamsReader.Metadata metadata =
        DefaultParamsReader$.MODULE$.loadMetadata(path, sc(), type.getName());
    M model = constructor.of(metadata.uid(), new NetworkFolder(sc(), path).read(), null);
    metadata.getAndSetParams(model, metadata.getAndSetParams$default$2());
    return model;
  }
}
