"""python3 -m unittest discover -s python/tests (PYTHONPATH: python, and python/tests/stub where there is no PySpark)."""

import importlib
import json
import sys
import unittest

import leap_spark
from leap_spark import LeapClassificationModel, LeapClassifier, LeapRegressionModel, LeapRegressor

TYPES = [LeapClassifier, LeapRegressor, LeapClassificationModel, LeapRegressionModel]


def values(instance):
    return {param.name: value for param, value in instance.extractParamMap().items()}


def described():
    """Names of params, and the defaults of estimators, to be compared with Java's."""
    return {
        type_.__name__: {
            "params": sorted(param.name for param in type_().params),
            "defaults": values(type_()),
        }
        for type_ in TYPES
    }


class LeapSparkTest(unittest.TestCase):
    def test_params_reach_the_estimator_with_their_types(self):
        estimator = LeapClassifier(layers=[256, 64], sigma=1, epochs=3, network=None)
        self.assertEqual([256, 64], values(estimator)["layers"])
        self.assertIsInstance(values(estimator)["sigma"], float)
        self.assertEqual(3, values(estimator)["epochs"])
        self.assertNotIn("network", values(estimator))
        self.assertEqual(7, values(estimator.setParams(seed=7))["seed"])

    def test_what_is_misspelt_or_of_another_type_is_refused(self):
        with self.assertRaises(TypeError):
            LeapClassifier(sigmma=0.1)
        with self.assertRaises(TypeError):
            LeapRegressor(epochs="many")
        with self.assertRaises(TypeError):
            LeapClassifier("features")
        with self.assertRaises(AttributeError):
            LeapRegressor().setParams(numClasses=3)

    def test_fit_makes_the_model_of_its_estimator(self):
        for estimator, model in ((LeapClassifier, LeapClassificationModel), (LeapRegressor, LeapRegressionModel)):
            fitted = estimator().fit("frame")
            self.assertIs(model, type(fitted))
            self.assertEqual("org.leap.spark.ml." + estimator.__name__, fitted._java_obj[1])

    def test_java_and_python_classes_find_each_other(self):
        for type_ in TYPES:
            self.assertEqual("org.leap.spark.ml." + type_.__name__, type_.java_class())
            module = importlib.import_module("org.leap.spark.ml")
            self.assertIs(type_, getattr(module, type_.__name__))
        self.assertIs(leap_spark, sys.modules["org.leap.spark.ml"])


if __name__ == "__main__":
    print(json.dumps(described()))
