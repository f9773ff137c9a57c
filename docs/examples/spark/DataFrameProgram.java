import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.leap.spark.ml.LeapClassifier;

/**
 * LEAP in a Spark ML pipeline: sigma is chosen by cross-validation, and the pipeline is saved and
 * loaded. Argument: a folder for the model.
 */
public final class DataFrameProgram {
  public static void main(String[] args) throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("leap")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()) {
      Dataset<Row> rows = points(spark, 600).cache();
      LeapClassifier classifier =
          new LeapClassifier().setLayers(16).setLearningRate(0.02).setEpochs(15).setSeed(42);
      Pipeline pipeline =
          new Pipeline()
              .setStages(
                  new PipelineStage[] {
                    new VectorAssembler()
                        .setInputCols(new String[] {"x", "y"})
                        .setOutputCol("features"),
                    classifier
                  });
      MulticlassClassificationEvaluator accuracy =
          new MulticlassClassificationEvaluator().setMetricName("accuracy");
      PipelineModel best =
          (PipelineModel)
              new CrossValidator()
                  .setEstimator(pipeline)
                  .setEvaluator(accuracy)
                  .setEstimatorParamMaps(
                      new ParamGridBuilder()
                          .addGrid(classifier.sigma(), new double[] {0, 0.2})
                          .build())
                  .setNumFolds(2)
                  .setSeed(42)
                  .fit(rows)
                  .bestModel();
      String folder = Path.of(args[0], "pipeline").toString();
      best.write().overwrite().save(folder);
      Dataset<Row> predictions = PipelineModel.load(folder).transform(rows);
      System.out.printf("accuracy %.3f%n", accuracy.evaluate(predictions));
    }
  }

  /** Points of the square, whose class is whether their coordinates have the same sign. */
  private static Dataset<Row> points(SparkSession spark, int n) {
    Random random = new Random(42);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double x = 2 * random.nextDouble() - 1;
      double y = 2 * random.nextDouble() - 1;
      rows.add(RowFactory.create(x, y, x * y > 0 ? 1 : 0));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("x", DataTypes.DoubleType)
            .add("y", DataTypes.DoubleType)
            .add("label", DataTypes.IntegerType));
  }
}
