import copy
import uuid


class TypeConverters:
    @staticmethod
    def toString(value):
        if isinstance(value, str):
            return value
        raise TypeError("Could not convert %s to string type" % type(value))

    @staticmethod
    def toInt(value):
        if isinstance(value, (int, float)) and not isinstance(value, bool) and float(value).is_integer():
            return int(value)
        raise TypeError("Could not convert %s to int" % value)

    @staticmethod
    def toFloat(value):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        raise TypeError("Could not convert %s to float" % value)

    @staticmethod
    def toListInt(value):
        return [TypeConverters.toInt(v) for v in value]


class Param:
    def __init__(self, parent, name, doc, typeConverter=None):
        self.parent, self.name, self.doc, self.typeConverter = parent, name, doc, typeConverter


class Params:
    def __init__(self):
        super().__init__()
        self._paramMap, self._defaultParamMap = {}, {}
        self.uid = "%s_%s" % (type(self).__name__, uuid.uuid4().hex[-12:])
        for name in dir(type(self)):
            value = getattr(type(self), name)
            if isinstance(value, Param):
                mine = copy.copy(value)
                mine.parent = self.uid
                setattr(self, name, mine)

    @staticmethod
    def _dummy():
        return None

    @property
    def params(self):
        return [v for _, v in sorted(vars(self).items()) if isinstance(v, Param)]

    def getParam(self, name):
        found = getattr(self, name, None)
        if isinstance(found, Param):
            return found
        raise AttributeError("%r object has no param %s" % (type(self).__name__, name))

    def _set(self, **kwargs):
        for name, value in kwargs.items():
            if value is not None:
                param = self.getParam(name)
                self._paramMap[param] = param.typeConverter(value)
        return self

    def _setDefault(self, **kwargs):
        for name, value in kwargs.items():
            self._defaultParamMap[self.getParam(name)] = value
        return self

    def extractParamMap(self):
        return {**self._defaultParamMap, **self._paramMap}
