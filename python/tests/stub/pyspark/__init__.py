"""What leap_spark uses of PySpark, and no more, behaving as PySpark's sources say: PySpark itself is not needed to test it."""

import functools


def keyword_only(func):
    @functools.wraps(func)
    def wrapper(self, *args, **kwargs):
        if args:
            raise TypeError("Method %s forces keyword arguments." % func.__name__)
        self._input_kwargs = kwargs
        return func(self, **kwargs)

    return wrapper
