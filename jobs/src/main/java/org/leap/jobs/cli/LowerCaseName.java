package org.leap.jobs.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Constants by their names in lower case. */
record LowerCaseName<E extends Enum<E>>(List<E> constants) implements ITypeConverter<E> {
  /** From now on the command and those below it take this type's constants so. */
  static <E extends Enum<E>> void register(CommandLine line, Class<E> type) {
    line.registerConverter(type, new LowerCaseName<>(List.of(type.getEnumConstants())));
  }

  @Override
  public E convert(String value) {
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
}
