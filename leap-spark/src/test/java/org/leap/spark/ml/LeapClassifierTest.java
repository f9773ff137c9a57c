package org.leap.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class LeapClassifierTest {
  private static SparkSession spark;
  private static Dataset<Row> rows;

  @BeforeAll
  static void start() {
    spark = Frames.session();
    rows = Frames.rows(spark, 300, 3).cache();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static LeapClassifier classifier() {
    return new LeapClassifier()
        .setLayers(16)
        .setLearningRate(0.02)
        .setEpochs(6)
        .setBatchSize(16)
        .setSeed(3);
  }

  private static double accuracy(Dataset<Row> predictions) {
    return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(predictions);
  }

  private static float[] parameters(LeapClassificationModel model) {
    return model.network().params().toFloatVector();
  }

  @Test
  void learnsAndPredictsRowByRow() {
    LeapClassificationModel model = classifier().setSigma(0.1).fit(rows);
    Dataset<Row> predictions = model.transform(rows);
    assertTrue(accuracy(predictions) > 0.85, "accuracy " + accuracy(predictions));
    assertEquals(4, model.numFeatures());
    // 150 rows a worker, 16 a minibatch: 10 steps an epoch.
    assertEquals(60, model.summary().steps());
    assertEquals(300, model.summary().examples());
    List<Double> losses = model.summary().lossHistory();
    assertEquals(12, losses.size());
    assertTrue(losses.get(11) < losses.get(0));

    MultiLayerNetwork network = model.network();
    for (Row row : predictions.limit(20).collectAsList()) {
      Vector probability = row.getAs("probability");
      float[] expected =
          network
              .output(Nd4j.create(new float[][] {floats(row.getAs("features"))}), false)
              .toFloatVector();
      assertArrayEquals(expected, floats(probability), 1e-5f);
      assertEquals(probability.argmax(), row.<Double>getAs("prediction").intValue());
      Vector raw = row.getAs("rawPrediction");
      assertEquals(Math.log(probability.apply(0)), raw.apply(0), 1e-6);
    }
  }

  private static float[] floats(Vector vector) {
    float[] values = new float[vector.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) vector.apply(i);
    }
    return values;
  }

  @Test
  void theModelDependsOnRowsAndParamsAlone() {
    float[] once = parameters(classifier().setSigma(0.3).fit(rows));
    float[] again = parameters(classifier().setSigma(0.3).fit(Frames.rows(spark, 300, 7)));
    assertArrayEquals(once, again);
    float[] arrays = parameters(classifier().setSigma(0.3).setFeaturesCol("numbers").fit(rows));
    assertArrayEquals(once, arrays);
    assertFalse(Arrays.equals(once, parameters(classifier().setSigma(0.3).setSeed(4).fit(rows))));
    assertFalse(Arrays.equals(once, parameters(classifier().fit(rows))));
  }

  /** 10 steps an epoch, of six. */
  @Test
  void averagingMayFollowARuleAndAnOuterOptimizer() {
    LeapClassificationModel local =
        classifier()
            .setAveragingRule("post-local")
            .setAveragingFrom(2)
            .setOuterOptimizer("nesterov")
            .setOuterMomentum(0.5)
            .fit(rows);
    assertEquals(20 + 4 * 2, local.summary().lossHistory().size());
    assertTrue(accuracy(local.transform(rows)) > 0.8);
    // (0.06 / 0.02)^2
    LeapClassifier quadratic = classifier().setAveragingRule("quadratic").setAveragingFrequency(2);
    assertEquals(
        "averagingRule is quadratic, which needs averagingAlpha: set it", failure(quadratic, rows));
    assertEquals(12, quadratic.setAveragingAlpha(0.06).fit(rows).summary().lossHistory().size());
    assertArrayEquals(
        parameters(classifier().fit(rows)),
        parameters(
            classifier()
                .setOuterOptimizer("momentum")
                .setOuterLearningRate(1)
                .setOuterMomentum(0)
                .fit(rows)));
  }

  @Test
  void aNetworkOfOnesOwnIsTrained() {
    MultiLayerConfiguration own =
        Networks.dense(4, new int[] {5}, 3, Networks.Output.PROBABILITIES, new Sgd(0.1), 1);
    LeapClassificationModel model = classifier().setNetwork(own.toJson()).fit(rows);
    assertEquals(4 * 5 + 5 + 5 * 3 + 3, model.network().numParams());

    assertEquals(
        "param network has 4 inputs, but rows have 2 features",
        failure(
            classifier().setNetwork(own.toJson()),
            rows.selectExpr("slice(numbers, 1, 2) as features", "label")));
    MultiLayerConfiguration two =
        Networks.dense(4, new int[] {5}, 2, Networks.Output.PROBABILITIES, new Sgd(0.1), 1);
    assertEquals(
        "param network has 2 outputs, but labels need 3",
        failure(classifier().setNetwork(two.toJson()), rows));
    assertTrue(
        failure(classifier().setNetwork("{}"), rows).startsWith("param network is not the JSON"));
    own.setDataType(DataType.DOUBLE);
    assertTrue(
        failure(classifier().setNetwork(own.toJson()), rows)
            .startsWith("the network's data type is DOUBLE"));
  }

  private static String failure(LeapClassifier classifier, Dataset<Row> frame) {
    return assertThrows(IllegalArgumentException.class, () -> classifier.fit(frame)).getMessage();
  }

  @Test
  void modelAndEstimatorAreSavedAndLoaded(@TempDir Path folder) throws Exception {
    LeapClassifier estimator = classifier().setSigma(0.2).setLabelCol("label");
    String at = folder.resolve("estimator").toString();
    estimator.write().overwrite().save(at);
    estimator.write().overwrite().save(at);
    LeapClassifier loaded = LeapClassifier.load(at);
    assertEquals(estimator.uid(), loaded.uid());
    assertEquals(0.2, loaded.getOrDefault(loaded.sigma()));
    assertArrayEquals(new int[] {16}, loaded.getOrDefault(loaded.layers()));

    LeapClassificationModel model = estimator.fit(rows);
    String saved = folder.resolve("model").toString();
    model.write().save(saved);
    LeapClassificationModel again = LeapClassificationModel.load(saved);
    assertArrayEquals(parameters(model), parameters(again));
    assertEquals(
        model.transform(rows).select("prediction", "probability").collectAsList(),
        again.transform(rows).select("prediction", "probability").collectAsList());
    assertFalse(again.hasSummary());
    assertTrue(
        assertThrows(IllegalStateException.class, again::summary)
            .getMessage()
            .startsWith("this model was loaded and has no summary"));

    Path network = folder.resolve("model/network/network.bin");
    byte[] bytes = Files.readAllBytes(network);
    Files.delete(folder.resolve("model/network/.network.bin.crc"));
    Files.write(network, Arrays.copyOf(bytes, bytes.length / 2));
    assertTrue(
        assertThrows(RuntimeException.class, () -> LeapClassificationModel.load(saved))
            .getMessage()
            .startsWith("Cannot read the network in"));
  }

  @Test
  void worksInAPipelineThatIsSavedAndLoaded(@TempDir Path folder) throws Exception {
    StandardScaler scaler = new StandardScaler().setInputCol("features").setOutputCol("scaled");
    PipelineModel model =
        new Pipeline()
            .setStages(new PipelineStage[] {scaler, classifier().setFeaturesCol("scaled")})
            .fit(rows);
    String at = folder.resolve("pipeline").toString();
    model.write().save(at);
    PipelineModel loaded = PipelineModel.load(at);
    assertEquals(
        model.transform(rows).select("prediction").collectAsList(),
        loaded.transform(rows).select("prediction").collectAsList());
  }

  @Test
  void crossValidationChoosesAmongSigmas() {
    LeapClassifier estimator = classifier().setEpochs(3);
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(estimator.sigma(), new double[] {0, 0.2}).build();
    CrossValidatorModel best =
        new CrossValidator()
            .setEstimator(estimator)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setSeed(1)
            .fit(rows);
    assertEquals(2, best.avgMetrics().length);
    assertTrue(accuracy(best.transform(rows)) > 0.6);
  }

  @Test
  void wrongColumnsParamsAndRowsAreNamed() {
    assertEquals(
        "there is no column \"pixels\" (featuresCol), the DataFrame has id, features, numbers, label, target",
        failure(classifier().setFeaturesCol("pixels"), rows));
    assertEquals(
        "column \"label\" (featuresCol) is of type double, expected a vector, an array of numbers or an image: use VectorAssembler to make one vector of several columns",
        failure(classifier().setFeaturesCol("label"), rows));
    assertEquals(
        "column \"label\" (labelCol) is of type string, expected a number: use StringIndexer for names",
        failure(classifier(), rows.selectExpr("features", "'x' as label")));
    assertEquals(
        "there is a column \"id\" (predictionCol) already: choose another name, or an empty one for no such column",
        failure(classifier().setPredictionCol("id"), rows));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> classifier().setEpochs(0))
            .getMessage()
            .contains("epochs given invalid value 0"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> classifier().setUpdater("newton"))
            .getMessage()
            .contains("updater given invalid value newton"));
    assertEquals(
        "the DataFrame has no rows to train on", failure(classifier(), rows.filter("id < 0")));
    assertTrue(
        failure(classifier(), rows.selectExpr("features", "label + 0.5 as label"))
            .matches(
                "row 0, column \"label\": [012].5, expected a class number 0, 1, 2, ...: use StringIndexer"));
    LeapClassificationModel model = classifier().setEpochs(1).fit(rows);
    assertTrue(
        cause(
                () ->
                    model
                        .transform(rows.selectExpr("slice(numbers, 1, 2) as features"))
                        .collectAsList())
            .contains(" has 2 features in column \"features\", the model was trained on 4"));
  }

  @Test
  void allBitsOfTheSeedReachTheFirstParameters() {
    LeapClassifier one = classifier().setEpochs(1).setLearningRate(1e-30);
    float[] low = parameters(one.setSeed(1).fit(rows));
    float[] high = parameters(one.setSeed(1 + (1L << 32)).fit(rows));
    assertNotEquals(low[0], high[0], 1e-6f);
    float[] zero = parameters(one.setSeed(0).fit(rows));
    assertArrayEquals(
        zero, parameters(one.setSeed(0).fit(rows)), "seed 0 is a seed like any other");
  }

  @Test
  void classesAreThoseOfTheColumnsMetadata() {
    Dataset<Row> indexed =
        new StringIndexer()
            .setInputCol("name")
            .setOutputCol("label")
            .fit(rows.selectExpr("concat('c', int(label)) as name"))
            .transform(rows.selectExpr("features", "concat('c', int(label)) as name"));
    Dataset<Row> fold = indexed.filter("label < 2");
    LeapClassificationModel model = classifier().setEpochs(1).fit(fold);
    Dataset<Row> predictions = model.transform(indexed);
    assertEquals(3, predictions.first().<Vector>getAs("probability").size());
    assertTrue(
        new MulticlassClassificationEvaluator().setMetricName("logLoss").evaluate(predictions) > 0);
    assertEquals(
        "param numClasses is 2, but column \"label\" has metadata of 3 classes: leave the param out",
        failure(classifier().setNumClasses(2), fold));
  }

  @Test
  void classesAreThoseOfTheParamWhereThereIsNoMetadata(@TempDir Path folder) throws Exception {
    Dataset<Row> fold = rows.filter("label < 2");
    LeapClassifier five = classifier().setEpochs(1).setNumClasses(5);
    String at = folder.resolve("estimator").toString();
    five.write().save(at);
    LeapClassificationModel model = LeapClassifier.load(at).fit(fold);
    assertEquals(5, model.transform(rows).first().<Vector>getAs("probability").size());
    assertTrue(
        failure(classifier().setNumClasses(2), rows)
            .matches(
                "row \\d+, column \"label\": 2.0, expected a class number below 2, as param numClasses says: set it higher"));
  }

  /** Row 7 is spoilt, whatever becomes of the others. */
  private static Dataset<Row> spoilt(String features, String label) {
    return rows.selectExpr(
        "id",
        "if(id = 7, %s, numbers) as features".formatted(features),
        "if(id = 7, %s, label) as label".formatted(label));
  }

  @Test
  void rowsThatCannotBeUsedAreNamedOrSkipped() {
    Map<Dataset<Row>, String> spoilt = new LinkedHashMap<>();
    spoilt.put(spoilt("null", "label"), "features\": null");
    spoilt.put(spoilt("array(1f, null, 0f, 2f)", "label"), "features\": null at place 1");
    spoilt.put(spoilt("array(1f, 2f, float('NaN'), 2f)", "label"), "features\": NaN at place 2");
    spoilt.put(
        spoilt("array(1f, 2f, 3f, float('-Infinity'))", "label"),
        "features\": -Infinity at place 3");
    spoilt.put(spoilt("numbers", "null"), "label\": null");
    spoilt.put(spoilt("numbers", "double('NaN')"), "label\": NaN");
    spoilt.put(spoilt("numbers", "double('Infinity')"), "label\": Infinity");
    float[] without =
        parameters(classifier().setEpochs(1).fit(spoilt("null", "label").filter("id != 7")));
    spoilt.forEach(
        (frame, problem) -> {
          assertEquals(
              "row 7, column \""
                  + problem
                  + "; drop or fill such rows, or set handleInvalid to skip",
              failure(classifier(), frame));
          assertArrayEquals(
              without,
              parameters(classifier().setEpochs(1).setHandleInvalid("skip").fit(frame)),
              problem);
        });
    assertEquals(
        "the DataFrame has no rows to train on",
        failure(
            classifier().setHandleInvalid("skip"),
            spoilt("numbers", "label").selectExpr("features", "cast(null as double) as label")));
  }

  @Test
  void rowsThatCannotBePredictedAreNamedOrSkipped() {
    LeapClassificationModel model = classifier().setEpochs(1).setFeaturesCol("numbers").fit(rows);
    Dataset<Row> nan =
        rows.repartition(1)
            .sortWithinPartitions("id")
            .selectExpr("id", "if(id < 290, array(1f, float('NaN'), 0f, 2f), numbers) as numbers");
    assertTrue(
        cause(() -> model.transform(nan).collectAsList())
            .contains(
                "row 0 of partition 0, column \"numbers\": NaN at place 1; drop or fill such rows, or set handleInvalid to skip"));
    model.set(model.handleInvalid(), "skip");
    assertEquals(
        List.of(290L, 299L),
        List.of(
            model.transform(nan).selectExpr("min(id)").first().get(0),
            model.transform(nan).selectExpr("max(id)").first().get(0)));
  }

  @Test
  void imagesThatCannotBeReadAreSkipped() {
    StructType image = org.apache.spark.ml.image.ImageSchema.columnSchema().asNullable();
    StructType schema = new StructType().add("features", image).add("label", DataTypes.IntegerType);
    Row good = RowFactory.create(null, 1, 2, 1, 0, new byte[2]);
    Row invalid = RowFactory.create("bad.png", -1, -1, -1, -1, new byte[0]);
    Row missing = RowFactory.create("none.png", 1, 2, 1, 0, null);
    Dataset<Row> frame =
        spark.createDataFrame(
            List.of(
                RowFactory.create(good, 0),
                RowFactory.create(invalid, 1),
                RowFactory.create(missing, 1)),
            schema);
    assertEquals(
        "row 1, column \"features\": the image bad.png, which is invalid or not of bytes; drop or fill such rows, or set handleInvalid to skip",
        failure(classifier(), frame));
    assertEquals(
        1, classifier().setHandleInvalid("skip").setEpochs(1).fit(frame).summary().examples());
  }

  /** All messages of the failure of a Spark job. */
  private static String cause(org.junit.jupiter.api.function.Executable job) {
    StringBuilder messages = new StringBuilder();
    for (Throwable t = assertThrows(Exception.class, job); t != null; t = t.getCause()) {
      messages.append(t.getMessage()).append('\n');
    }
    return messages.toString();
  }

  @Test
  void columnsCanBeLeftOut() {
    LeapClassificationModel model =
        classifier().setEpochs(1).setProbabilityCol("").setRawPredictionCol("").fit(rows);
    assertEquals(
        List.of("features", "prediction"),
        List.of(model.transform(rows.select("features")).columns()));
  }

  @Test
  void imagesAreReadChannelByChannel() {
    StructType image = org.apache.spark.ml.image.ImageSchema.columnSchema();
    byte[] pixels = {0, (byte) 255, 51, 102, 0, (byte) 255};
    Row struct = RowFactory.create("origin", 1, 2, 3, 16, pixels);
    StructType schema = new StructType().add("features", image).add("label", DataTypes.IntegerType);
    Dataset<Row> frame =
        spark.createDataFrame(
            List.of(RowFactory.create(struct, 0), RowFactory.create(struct, 1)), schema);
    assertArrayEquals(
        new float[] {0, 0.4f, 1, 0, 0.2f, 1},
        FeatureColumn.of(schema, "features").of(frame.first(), 0).values());
    assertEquals(6, classifier().setEpochs(1).fit(frame).numFeatures());
  }
}
