package org.leap.spark.dl4j;

import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.datavec.spark.util.BroadcastHadoopConfigHolder;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.spark.data.loader.RemoteFileSourceFactory;
import org.leap.spark.data.HostDataSet;
import org.leap.spark.gpu.TaskDevice;
import org.nd4j.common.loader.SourceFactory;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Takes what DL4J's Spark API hands over to the heap, where Spark sees its size. */
final class DataSetReading {
  private DataSetReading() {}

  static JavaRDD<HostDataSet> of(JavaRDD<DataSet> data) {
    return ofMulti(data.map(DataSet::toMultiDataSet));
  }

  static JavaRDD<HostDataSet> ofMulti(JavaRDD<MultiDataSet> data) {
    return data.mapPartitions(
        partition -> {
          TaskDevice.bind();
          return StreamSupport.stream(Spliterators.spliteratorUnknownSize(partition, 0), false)
              .filter(set -> !set.isEmpty())
              .map(HostDataSet::of)
              .iterator();
        });
  }

  /** Paths are of MultiDataSets where there is no loader of sets. */
  static JavaRDD<HostDataSet> load(
      JavaRDD<String> paths, DataSetLoader sets, MultiDataSetLoader multiSets) {
    SourceFactory files =
        new RemoteFileSourceFactory(
            BroadcastHadoopConfigHolder.get(JavaSparkContext.fromSparkContext(paths.context())));
    return sets == null
        ? ofMulti(paths.map(path -> multiSets.load(files.getSource(path))))
        : of(paths.map(path -> sets.load(files.getSource(path))));
  }
}
