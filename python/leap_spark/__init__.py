"""LEAP's Spark ML estimators in Python: the same params, defaults and results as in Java.

LEAP's jar must be on the class path of the driver and the executors (``spark-submit --jars``), or, with Spark
Connect, of the server. PySpark itself brings the rest::

    from leap_spark import LeapClassifier

    model = LeapClassifier(layers=[256, 64], sigma=0.1, epochs=20).fit(frame)
    predictions = model.transform(test)
    model.write().overwrite().save("hdfs:///models/leap")
"""

import sys
from typing import Any, Dict, List, Optional

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel

__all__ = ["LeapClassifier", "LeapClassificationModel", "LeapRegressor", "LeapRegressionModel"]

# PySpark finds the Java class of a Python class, and the other way round, by the name of its module: in readers, in
# pipelines, in Spark Connect. So the classes are known by the name of their Java package too.
_JAVA_PACKAGE = "org.leap.spark.ml"
sys.modules.setdefault(_JAVA_PACKAGE, sys.modules[__name__])


class _Columns(Params):
    """Columns that every estimator and model has."""

    featuresCol: "Param[str]" = Param(
        Params._dummy(), "featuresCol", "column of vectors, arrays of numbers, or images", TypeConverters.toString
    )
    labelCol: "Param[str]" = Param(
        Params._dummy(), "labelCol", "column of numbers to be predicted", TypeConverters.toString
    )
    predictionCol: "Param[str]" = Param(
        Params._dummy(), "predictionCol", "column the predictions go to", TypeConverters.toString
    )
    handleInvalid: "Param[str]" = Param(
        Params._dummy(),
        "handleInvalid",
        "what becomes of rows with missing, NaN or infinite values: error or skip",
        TypeConverters.toString,
    )


class _ClassColumns(Params):
    """Columns that a classifier and its model have besides."""

    probabilityCol: "Param[str]" = Param(
        Params._dummy(), "probabilityCol", "column the class probabilities go to; empty for none", TypeConverters.toString
    )
    rawPredictionCol: "Param[str]" = Param(
        Params._dummy(),
        "rawPredictionCol",
        "column the logarithms of the class probabilities go to; empty for none",
        TypeConverters.toString,
    )


class _Training(Params):
    """How a network is made and trained."""

    layers: "Param[List[int]]" = Param(
        Params._dummy(), "layers", "sizes of the hidden layers, from the input on", TypeConverters.toListInt
    )
    network: "Param[str]" = Param(
        Params._dummy(),
        "network",
        "a network of its own instead: DL4J's MultiLayerConfiguration as JSON",
        TypeConverters.toString,
    )
    updater: "Param[str]" = Param(Params._dummy(), "updater", "name of the optimizer", TypeConverters.toString)
    learningRate: "Param[float]" = Param(
        Params._dummy(), "learningRate", "learning rate, above 0", TypeConverters.toFloat
    )
    epochs: "Param[int]" = Param(
        Params._dummy(), "epochs", "passes over the rows, at least 1", TypeConverters.toInt
    )
    batchSize: "Param[int]" = Param(
        Params._dummy(), "batchSize", "rows in a minibatch of a worker, at least 1", TypeConverters.toInt
    )
    workers: "Param[int]" = Param(
        Params._dummy(), "workers", "logical workers, whatever serves them, at least 1", TypeConverters.toInt
    )
    averagingFrequency: "Param[int]" = Param(
        Params._dummy(),
        "averagingFrequency",
        "minibatches of a worker between two averages, at least 1",
        TypeConverters.toInt,
    )
    averagingRule: "Param[str]" = Param(
        Params._dummy(), "averagingRule", "how that changes: constant, quadratic or post-local", TypeConverters.toString
    )
    averagingAlpha: "Param[float]" = Param(
        Params._dummy(), "averagingAlpha", "of the quadratic rule, which needs it", TypeConverters.toFloat
    )
    averagingFrom: "Param[int]" = Param(
        Params._dummy(), "averagingFrom", "of the post-local rule: epochs in which every minibatch is averaged", TypeConverters.toInt
    )
    outerOptimizer: "Param[str]" = Param(
        Params._dummy(), "outerOptimizer", "what is made of an average: none, momentum, nesterov or adam", TypeConverters.toString
    )
    outerLearningRate: "Param[float]" = Param(
        Params._dummy(), "outerLearningRate", "of the outer optimizer, above 0", TypeConverters.toFloat
    )
    outerMomentum: "Param[float]" = Param(
        Params._dummy(), "outerMomentum", "momentum of the outer optimizer, beta1 of adam", TypeConverters.toFloat
    )
    sigma: "Param[float]" = Param(
        Params._dummy(),
        "sigma",
        "standard deviation of the learning rate's perturbation, 0 for none",
        TypeConverters.toFloat,
    )
    mode: "Param[str]" = Param(
        Params._dummy(), "mode", "what sigma is measured in: relative or absolute", TypeConverters.toString
    )
    scope: "Param[str]" = Param(
        Params._dummy(),
        "scope",
        "what shares one draw of the noise: parameter, layer or scalar",
        TypeConverters.toString,
    )
    checkpointDir: "Param[str]" = Param(
        Params._dummy(), "checkpointDir", "folder for the checkpoints of one fit; empty for none", TypeConverters.toString
    )
    checkpointInterval: "Param[int]" = Param(
        Params._dummy(), "checkpointInterval", "averages between two checkpoints, at least 1", TypeConverters.toInt
    )
    seed: "Param[int]" = Param(
        Params._dummy(), "seed", "of the rows' order, first parameters, layers and noise", TypeConverters.toInt
    )


# As in Java, which a test compares.
_DEFAULTS: Dict[str, Any] = {
    "featuresCol": "features",
    "labelCol": "label",
    "predictionCol": "prediction",
    "handleInvalid": "error",
    "layers": [128],
    "updater": "adam",
    "learningRate": 1e-3,
    "epochs": 10,
    "batchSize": 32,
    "workers": 2,
    "averagingFrequency": 5,
    "averagingRule": "constant",
    "outerOptimizer": "none",
    "outerMomentum": 0.9,
    "sigma": 0.0,
    "mode": "relative",
    "scope": "parameter",
    "checkpointDir": "",
    "checkpointInterval": 20,
    "seed": 0,
}
_CLASS_DEFAULTS: Dict[str, Any] = {"probabilityCol": "probability", "rawPredictionCol": "rawPrediction"}


class LeapClassificationModel(JavaModel, _Columns, _ClassColumns, JavaMLReadable, JavaMLWritable):
    """The model that ``LeapClassifier.fit`` returns or ``LeapClassificationModel.load`` reads."""


class LeapRegressionModel(JavaModel, _Columns, JavaMLReadable, JavaMLWritable):
    """The model that ``LeapRegressor.fit`` returns or ``LeapRegressionModel.load`` reads."""


class LeapClassifier(JavaEstimator, _Columns, _ClassColumns, _Training, JavaMLReadable, JavaMLWritable):
    """A classifier whose model is a DL4J network, trained by LEAP's averaging engine.

    Labels are class numbers 0, 1, 2, ... There are as many classes as the metadata of the label column say, as
    ``StringIndexer`` leaves them; without metadata as ``numClasses`` says; else as the largest label needs.
    """

    numClasses: "Param[int]" = Param(
        Params._dummy(),
        "numClasses",
        "number of classes, at least 2, where the label column has no metadata that say it",
        TypeConverters.toInt,
    )

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        handleInvalid: str = "error",
        numClasses: Optional[int] = None,
        layers: Optional[List[int]] = None,
        network: Optional[str] = None,
        updater: str = "adam",
        learningRate: float = 1e-3,
        epochs: int = 10,
        batchSize: int = 32,
        workers: int = 2,
        averagingFrequency: int = 5,
        averagingRule: str = "constant",
        averagingAlpha: Optional[float] = None,
        averagingFrom: Optional[int] = None,
        outerOptimizer: str = "none",
        outerLearningRate: Optional[float] = None,
        outerMomentum: float = 0.9,
        sigma: float = 0.0,
        mode: str = "relative",
        scope: str = "parameter",
        checkpointDir: str = "",
        checkpointInterval: int = 20,
        seed: int = 0,
    ) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(_JAVA_PACKAGE + ".LeapClassifier", self.uid)
        self._setDefault(**_DEFAULTS, **_CLASS_DEFAULTS)
        self._set(**self._input_kwargs)

    def setParams(self, **params: Any) -> "LeapClassifier":
        """Sets params by their names; an unknown name is an error."""
        return self._set(**params)

    def _create_model(self, java_model: Any) -> LeapClassificationModel:
        return LeapClassificationModel(java_model)


class LeapRegressor(JavaEstimator, _Columns, _Training, JavaMLReadable, JavaMLWritable):
    """An estimator of a real number, whose model is a DL4J network with one output.

    Labels are taken as they are: scale them where they are far from 1.
    """

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        handleInvalid: str = "error",
        layers: Optional[List[int]] = None,
        network: Optional[str] = None,
        updater: str = "adam",
        learningRate: float = 1e-3,
        epochs: int = 10,
        batchSize: int = 32,
        workers: int = 2,
        averagingFrequency: int = 5,
        averagingRule: str = "constant",
        averagingAlpha: Optional[float] = None,
        averagingFrom: Optional[int] = None,
        outerOptimizer: str = "none",
        outerLearningRate: Optional[float] = None,
        outerMomentum: float = 0.9,
        sigma: float = 0.0,
        mode: str = "relative",
        scope: str = "parameter",
        checkpointDir: str = "",
        checkpointInterval: int = 20,
        seed: int = 0,
    ) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(_JAVA_PACKAGE + ".LeapRegressor", self.uid)
        self._setDefault(**_DEFAULTS)
        self._set(**self._input_kwargs)

    def setParams(self, **params: Any) -> "LeapRegressor":
        """Sets params by their names; an unknown name is an error."""
        return self._set(**params)

    def _create_model(self, java_model: Any) -> LeapRegressionModel:
        return LeapRegressionModel(java_model)


for _type in (LeapClassifier, LeapClassificationModel, LeapRegressor, LeapRegressionModel):
    _type.__module__ = _JAVA_PACKAGE
