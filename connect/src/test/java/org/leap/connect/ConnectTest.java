package org.leap.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.spark.connect.proto.DataType;
import org.apache.spark.connect.proto.Expression.Literal;
import org.apache.spark.connect.proto.MlCommand;
import org.apache.spark.connect.proto.MlCommandResult;
import org.apache.spark.connect.proto.MlOperator;
import org.apache.spark.connect.proto.MlOperator.OperatorType;
import org.apache.spark.connect.proto.MlParams;
import org.apache.spark.connect.proto.MlRelation;
import org.apache.spark.connect.proto.ObjectRef;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connect.ml.MLHandler;
import org.apache.spark.sql.connect.service.SessionHolder;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.spark.ml.LeapClassificationModel;
import org.leap.spark.ml.LeapClassifier;
import org.leap.spark.ml.LeapRegressionModel;
import org.leap.spark.ml.LeapRegressor;

/** What a client of Spark Connect sends, given to the server's own handler. */
final class ConnectTest {
  private static SparkSession spark;
  private static SessionHolder session;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", false).getOrCreate();
    session = new SessionHolder("user", UUID.randomUUID().toString(), spark);
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double label = i % 2;
      double[] features = {random.nextGaussian() + 3 * label, random.nextGaussian()};
      rows.add(RowFactory.create(label, Vectors.dense(features)));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    spark.createDataFrame(rows, schema).createOrReplaceTempView("rows");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Relation table() {
    return Relation.newBuilder().setSql(SQL.newBuilder().setQuery("SELECT * FROM rows")).build();
  }

  private static MlOperator operator(Class<?> type, OperatorType kind) {
    return MlOperator.newBuilder()
        .setName(type.getName())
        .setUid("of_the_client")
        .setType(kind)
        .build();
  }

  private static Literal of(int value) {
    return Literal.newBuilder().setInteger(value).build();
  }

  private static Literal of(long value) {
    return Literal.newBuilder().setLong(value).build();
  }

  private static Literal of(double value) {
    return Literal.newBuilder().setDouble(value).build();
  }

  private static Literal of(String value) {
    return Literal.newBuilder().setString(value).build();
  }

  /** As Python sends a list of numbers, which have no width there. */
  @SuppressWarnings("deprecation") // what clients of Spark 4.0 send
  private static Literal of(long... values) {
    Literal.Array.Builder array = Literal.Array.newBuilder();
    array.setElementType(DataType.newBuilder().setLong(DataType.Long.getDefaultInstance()));
    for (long value : values) {
      array.addElements(of(value));
    }
    return Literal.newBuilder().setArray(array).build();
  }

  /** One of every type that params have. */
  private static MlParams params() {
    return MlParams.newBuilder()
        .putAllParams(
            Map.of(
                "layers", of(8L, 4L),
                "epochs", of(8),
                "workers", of(2L),
                "learningRate", of(0.02),
                "sigma", of(0.1),
                "updater", of("adam"),
                "seed", of(7)))
        .build();
  }

  private static LeapClassifier sameInJava() {
    return new LeapClassifier()
        .setLayers(8, 4)
        .setEpochs(8)
        .setWorkers(2)
        .setLearningRate(0.02)
        .setSigma(0.1)
        .setUpdater("adam")
        .setSeed(7);
  }

  private static MlCommandResult handle(MlCommand.Builder command) {
    return MLHandler.handleMlCommand(session, command.build());
  }

  private static ObjectRef fit(Class<?> estimator, MlParams params) {
    return handle(
            MlCommand.newBuilder()
                .setFit(
                    MlCommand.Fit.newBuilder()
                        .setEstimator(operator(estimator, OperatorType.OPERATOR_TYPE_ESTIMATOR))
                        .setParams(params)
                        .setDataset(table())))
        .getOperatorInfo()
        .getObjRef();
  }

  private static Dataset<Row> transform(ObjectRef model) {
    return MLHandler.transformMLRelation(
        MlRelation.newBuilder()
            .setTransform(MlRelation.Transform.newBuilder().setObjRef(model).setInput(table()))
            .build(),
        session);
  }

  private static List<Row> predictions(Dataset<Row> transformed) {
    return transformed.select("probability", "prediction").collectAsList();
  }

  private void save(ObjectRef model, String path) {
    handle(
        MlCommand.newBuilder()
            .setWrite(MlCommand.Write.newBuilder().setObjRef(model).setPath(path)));
  }

  private static MlCommandResult.MlOperatorInfo load(
      Class<?> type, OperatorType kind, String path) {
    return handle(
            MlCommand.newBuilder()
                .setRead(
                    MlCommand.Read.newBuilder().setOperator(operator(type, kind)).setPath(path)))
        .getOperatorInfo();
  }

  @Test
  void aClientTrainsAsAProgramDoes() {
    ObjectRef model = fit(LeapClassifier.class, params());
    Dataset<Row> rows = spark.table("rows");
    assertEquals(
        predictions(sameInJava().fit(rows).transform(rows)), predictions(transform(model)));
    long right = transform(model).where("label = prediction").count();
    assertTrue(right > 150, () -> right + " of 200 are right");
  }

  @Test
  void aModelIsSavedAndLoaded() {
    ObjectRef model = fit(LeapClassifier.class, params());
    String path = folder.resolve("model").toString();
    save(model, path);
    MlCommandResult.MlOperatorInfo loaded =
        load(LeapClassificationModel.class, OperatorType.OPERATOR_TYPE_MODEL, path);
    assertEquals(predictions(transform(model)), predictions(transform(loaded.getObjRef())));
  }

  @Test
  void anEstimatorIsSavedAndLoaded() {
    String path = folder.resolve("estimator").toString();
    MlOperator estimator = operator(LeapClassifier.class, OperatorType.OPERATOR_TYPE_ESTIMATOR);
    handle(
        MlCommand.newBuilder()
            .setWrite(
                MlCommand.Write.newBuilder()
                    .setOperator(estimator)
                    .setParams(params())
                    .setPath(path)));
    MlCommandResult.MlOperatorInfo loaded =
        load(LeapClassifier.class, OperatorType.OPERATOR_TYPE_ESTIMATOR, path);
    assertEquals("of_the_client", loaded.getUid());
    Map<String, Literal> params = loaded.getParams().getParamsMap();
    assertEquals(0.1, params.get("sigma").getDouble());
    assertEquals("adam", params.get("updater").getString());
    assertEquals(7, params.get("seed").getLong());
  }

  @Test
  void aRegressorDoesTheSame() {
    MlParams params =
        MlParams.newBuilder().putParams("epochs", of(2)).putParams("seed", of(1)).build();
    ObjectRef model = fit(LeapRegressor.class, params);
    String path = folder.resolve("regression").toString();
    save(model, path);
    ObjectRef loaded =
        load(LeapRegressionModel.class, OperatorType.OPERATOR_TYPE_MODEL, path).getObjRef();
    assertEquals(
        transform(model).select("prediction").collectAsList(),
        transform(loaded).select("prediction").collectAsList());
  }

  @Test
  void aWrongParamIsNamed() {
    MlParams params = MlParams.newBuilder().putParams("epochs", of(0)).build();
    Exception error = assertThrows(Exception.class, () -> fit(LeapClassifier.class, params));
    assertTrue(error.getMessage().contains("epochs"), error::toString);
  }

  @Test
  void aModelWithoutANetworkSaysSo() {
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () -> new LeapClassificationModel().transform(spark.table("rows")));
    assertTrue(
        error.getMessage().contains("has no network: use what fit returns or load reads"),
        error::toString);
  }
}
