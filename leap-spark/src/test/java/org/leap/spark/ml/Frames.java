package org.leap.spark.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.leap.spark.LocalSpark;

/** DataFrames that are learnt in a second. */
final class Frames {
  private Frames() {}

  static SparkSession session() {
    return SparkSession.builder()
        .config(LocalSpark.withKryo(LocalSpark.conf("local[2]")))
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }

  /** Rows with a class in "label", a number in "target", and features as vector and as array. */
  static Dataset<Row> rows(SparkSession spark, int n, int partitions) {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int label = random.nextInt(3);
      double[] x = new double[4];
      float[] array = new float[4];
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) (random.nextGaussian() * 0.4 + (j == label ? 1 : 0));
        array[j] = (float) x[j];
      }
      rows.add(
          RowFactory.create((long) i, Vectors.dense(x), array, (double) label, x[0] - 2 * x[1]));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("features", SQLDataTypes.VectorType())
            .add("numbers", DataTypes.createArrayType(DataTypes.FloatType))
            .add("label", DataTypes.DoubleType)
            .add("target", DataTypes.DoubleType);
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions),
        schema);
  }
}
