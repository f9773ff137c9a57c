import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.leap.spark.dl4j.LeapTrainingMaster;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A program for DL4J's Spark API, in which one line was changed. */
public final class SparkProgram {
  public static void main(String[] args) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(42)
            .updater(new Adam(0.03))
            .list()
            .layer(new DenseLayer.Builder().nIn(2).nOut(16).activation(Activation.TANH).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(16)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    SparkConf conf =
        new SparkConf()
            .setIfMissing("spark.master", "local[2]")
            .setAppName("leap")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      JavaRDD<DataSet> data = spark.parallelize(points(600), 4).cache();
      LeapTrainingMaster master =
          // The line that changes: it was new ParameterAveragingTrainingMaster.Builder(2, 1)
          new LeapTrainingMaster.Builder(2, 1)
              .batchSizePerWorker(32)
              .averagingFrequency(5)
              // New, and optional: LEAP itself.
              .sigma(0.2)
              .build();
      SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, configuration, master);
      for (int epoch = 0; epoch < 12; epoch++) {
        network.fit(data);
      }
      System.out.printf("accuracy %.3f%n", network.evaluate(data).accuracy());
      master.deleteTempFiles(spark);
    }
  }

  /** Points of the square, whose class is whether their coordinates have the same sign. */
  private static List<DataSet> points(int n) {
    Nd4j.getRandom().setSeed(n);
    List<DataSet> points = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      INDArray features = Nd4j.rand(1, 2).muli(2).subi(1);
      INDArray label = Nd4j.zeros(1, 2);
      label.putScalar(0, features.getFloat(0) * features.getFloat(1) > 0 ? 1 : 0, 1);
      points.add(new DataSet(features, label));
    }
    return points;
  }
}
