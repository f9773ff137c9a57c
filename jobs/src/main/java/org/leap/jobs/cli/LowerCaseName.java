package org.leap.jobs.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.leap.jobs.bench.BenchModel;
import org.leap.jobs.bench.BenchOptimizer;
import org.leap.jobs.formats.Subset;
import org.leap.spark.engine.ReductionChoice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A constant by its name in lower case. */
abstract class LowerCaseName<E extends Enum<E>> implements ITypeConverter<E> {
  private final List<E> constants;

  private LowerCaseName(Class<E> type) {
    constants = List.of(type.getEnumConstants());
  }

  @Override
  public final E convert(String value) {
    for (E constant : constants) {
      if (name(constant).equals(value)) {
        return constant;
      }
    }
    throw new TypeConversionException(
        "'%s' is none of %s"
            .formatted(
                value,
                constants.stream().map(LowerCaseName::name).collect(Collectors.joining(", "))));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static final class Model extends LowerCaseName<BenchModel> {
    Model() {
      super(BenchModel.class);
    }
  }

  static final class Optimizer extends LowerCaseName<BenchOptimizer> {
    Optimizer() {
      super(BenchOptimizer.class);
    }
  }

  static final class Sets extends LowerCaseName<Subset> {
    Sets() {
      super(Subset.class);
    }
  }

  static final class Reduction extends LowerCaseName<ReductionChoice> {
    Reduction() {
      super(ReductionChoice.class);
    }
  }
}
