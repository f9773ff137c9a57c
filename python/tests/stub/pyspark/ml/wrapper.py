from pyspark.ml.param import Params


class JavaWrapper(Params):
    _java_obj = None

    @staticmethod
    def _new_java_obj(java_class, *args):
        # As with Spark Connect, where the name stands for the object.
        return java_class


class JavaEstimator(JavaWrapper):
    def _create_model(self, java_model):
        raise NotImplementedError()

    def fit(self, dataset):
        return self._create_model(("fitted", self._java_obj, self.uid, dataset))


class JavaModel(JavaWrapper):
    def __init__(self, java_model=None):
        super().__init__()
        self._java_obj = java_model
