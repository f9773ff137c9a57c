class JavaMLReadable:
    @classmethod
    def java_class(cls):
        """How JavaMLReader and RemoteMLReader find the Java class."""
        return cls.__module__.replace("pyspark", "org.apache.spark") + "." + cls.__name__


class JavaMLWritable:
    pass
