package org.leap.spark.dl4j;

import java.util.Iterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Predicate;
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
    return data.mapPartitions(
        partition -> taken(partition, set -> !set.isEmpty(), HostDataSet::of));
  }

  static JavaRDD<HostDataSet> ofMulti(JavaRDD<MultiDataSet> data) {
    return data.mapPartitions(
        partition -> taken(partition, set -> !set.isEmpty(), HostDataSet::of));
  }

  static JavaRDD<HostDataSet> load(JavaRDD<String> paths, DataSetLoader loader) {
    SourceFactory files = files(paths);
    return of(paths.map(path -> loader.load(files.getSource(path))));
  }

  static JavaRDD<HostDataSet> loadMulti(JavaRDD<String> paths, MultiDataSetLoader loader) {
    SourceFactory files = files(paths);
    return ofMulti(paths.map(path -> loader.load(files.getSource(path))));
  }

  private static SourceFactory files(JavaRDD<String> paths) {
    return new RemoteFileSourceFactory(
        BroadcastHadoopConfigHolder.get(JavaSparkContext.fromSparkContext(paths.context())));
  }

  private static <T> Iterator<HostDataSet> taken(
      Iterator<T> partition, Predicate<T> used, Function<T, HostDataSet> copy) {
    TaskDevice.bind();
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(partition, 0), false)
        .filter(used)
        .map(copy)
        .iterator();
  }
}
