package org.leap.jobs.config;

import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toSet;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.lang3.function.Failable;
import org.leap.jobs.config.Setting.Absence;

/**
 * Reads the declaration of a block from the record that holds it: {@link Key}. A record may have a
 * method {@code static void check(Values)} with the rules between its keys.
 */
final class Schema {
  private final Map<Class<?>, List<Class<?>>> more;

  /** Interfaces whose variants are being read: a variant has no other of its own kind in it. */
  private final Set<Class<?>> open = new HashSet<>();

  /**
   * @param more further variants of interfaces
   */
  Schema(Map<Class<?>, List<Class<?>>> more) {
    this.more = more;
  }

  /** The block that a record is read from. */
  static <T> Fields<T> of(Class<T> type) {
    return new Schema(Map.of()).fields(type);
  }

  /** A record all of whose keys have defaults. */
  static <T> T defaults(Class<T> type) {
    var fields = of(type);
    var values = new Values(Optional.of(new Values(Optional.empty())));
    fields.settings().forEach(setting -> putDefault(setting, values));
    return fields.builder().apply(values);
  }

  /** The word that chooses a variant; nothing for other records. */
  static Optional<String> word(Class<?> type) {
    return Optional.ofNullable(type.getAnnotation(Key.Word.class)).map(Key.Word::value);
  }

  /** How a component is declared, by itself or by an interface of its record. */
  static Optional<Key> declaration(RecordComponent component) {
    var own = Optional.ofNullable(component.getAnnotation(Key.class));
    return own.or(() -> inherited(component.getDeclaringRecord(), component.getName()));
  }

  private static Optional<Key> inherited(Class<?> type, String name) {
    return Arrays.stream(type.getInterfaces())
        .flatMap(
            up ->
                Stream.concat(
                    Arrays.stream(up.getDeclaredMethods())
                        .filter(method -> method.getName().equals(name))
                        .map(method -> Optional.ofNullable(method.getAnnotation(Key.class))),
                    Stream.of(inherited(up, name))))
        .flatMap(Optional::stream)
        .findFirst();
  }

  static String name(RecordComponent component, Key key) {
    return key.name().isEmpty() ? component.getName() : key.name();
  }

  <T> Fields<T> fields(Class<T> type) {
    return fields(type, "");
  }

  /**
   * @param shared a key that the enclosing block has for this one
   */
  private <T> Fields<T> fields(Class<T> type, String shared) {
    var settings = new ArrayList<Setting>();
    var parts = new ArrayList<Function<Values, Object>>();
    var checks = new ArrayList<Consumer<Values>>();
    for (var component : type.getRecordComponents()) {
      var key = declaration(component);
      if (key.isEmpty()) {
        var nested = nested(component);
        settings.addAll(nested.settings());
        checks.addAll(nested.checks());
        parts.add(nested.builder()::apply);
      } else {
        var name = name(component, key.get());
        boolean isShared = name.equals(shared);
        if (!isShared) {
          settings.add(setting(name, component.getGenericType(), key.get()));
        }
        boolean around = isShared || name.equals(key.get().shares());
        parts.add(values -> fit(component.getType(), value(values, name, around)));
      }
    }
    checks.addAll(checks(type));
    var exclusive = type.getAnnotation(Key.OnlyOneOf.class);
    return new Fields<>(
        word(type).orElse(""),
        List.copyOf(settings),
        exclusive == null ? List.of() : List.of(exclusive.value()),
        List.copyOf(checks),
        builder(type, parts));
  }

  /** The keys of a record that stand in the block of another. */
  private Fields<?> nested(RecordComponent component) {
    if (!component.getType().isRecord()) {
      throw new IllegalStateException(component + " has no @Key");
    }
    var all = fields(component.getType());
    var only = component.getAnnotation(Key.Only.class);
    if (only != null) {
      return restricted(all, Set.of(only.value()));
    }
    var without = component.getAnnotation(Key.Without.class);
    if (without == null) {
      return all;
    }
    var left = all.settings().stream().map(Setting::name).collect(toSet());
    left.removeAll(Set.of(without.value()));
    return restricted(all, left);
  }

  private static <T> Fields<T> restricted(Fields<T> all, Set<String> names) {
    var parts =
        all.settings().stream().collect(partitioningBy(setting -> names.contains(setting.name())));
    return new Fields<>(
        all.variant(),
        parts.get(true),
        all.exclusive(),
        all.checks(),
        values -> {
          var own = values.only(names);
          parts.get(false).forEach(setting -> putDefault(setting, own));
          return all.builder().apply(own);
        });
  }

  private static void putDefault(Setting setting, Values values) {
    setting.byDefault().ifPresent(read -> values.put(setting.name(), read.value(), false));
  }

  private static Object value(Values values, String name, boolean orAround) {
    var here = values.value(name);
    return here == null && orAround ? values.outer().value(name) : here;
  }

  private static Object fit(Class<?> type, Object value) {
    if (type == Optional.class) {
      return Optional.ofNullable(value);
    }
    if (type == OptionalInt.class) {
      return value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
    }
    if (type == OptionalDouble.class) {
      return value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
    }
    if (type == List.class) {
      return value == null ? List.of() : value;
    }
    return value == null && type.isPrimitive() ? Integer.valueOf(0) : value;
  }

  /** The rules of a record, and those of its interfaces. */
  private static List<Consumer<Values>> checks(Class<?> type) {
    return Stream.concat(Stream.of(type), Arrays.stream(type.getInterfaces()))
        .flatMap(owner -> Arrays.stream(owner.getDeclaredMethods()))
        .filter(method -> method.getName().equals("check"))
        .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {Values.class}))
        .<Consumer<Values>>map(
            check -> {
              check.setAccessible(true);
              return Failable.asConsumer(values -> check.invoke(null, values));
            })
        .toList();
  }

  private static <T> Function<Values, T> builder(
      Class<T> type, List<Function<Values, Object>> parts) {
    var types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    var constructor = Failable.call(() -> type.getDeclaredConstructor(types));
    constructor.setAccessible(true);
    return Failable.asFunction(
        values ->
            constructor.newInstance(parts.stream().map(part -> part.apply(values)).toArray()));
  }

  private Setting setting(String name, Type component, Key key) {
    var type = type(component, key);
    var documented = key.written().isEmpty() ? type.documentation() : key.written();
    boolean optional = component instanceof ParameterizedType p && p.getRawType() == Optional.class;
    optional |= component == OptionalInt.class || component == OptionalDouble.class;
    if (key.orElse().equals("{}")) {
      return new Setting(name, type, Absence.EMPTY_BLOCK, "", documented, key.doc(), key.leftTo());
    }
    if (!key.orElse().isEmpty()) {
      return new Setting(
          name, type, Absence.DEFAULT, key.orElse(), documented, key.doc(), key.leftTo());
    }
    boolean refused = key.required() || (!optional && key.absent().isEmpty());
    var absence = refused ? Absence.REFUSED : Absence.MEANING;
    return new Setting(name, type, absence, key.absent(), documented, key.doc(), key.leftTo());
  }

  private ValueType<?> type(Type declared, Key key) {
    if (declared instanceof ParameterizedType generic) {
      var of = generic.getActualTypeArguments();
      var inner = of[of.length - 1];
      if (generic.getRawType() == Optional.class) {
        return type(inner, key);
      }
      if (generic.getRawType() == List.class) {
        return new ListOf<>(type(inner, key), key.orElse().equals("[]") ? 0 : 1, key.most());
      }
      if (generic.getRawType() == Map.class && inner == String.class) {
        return new NamedTexts(key.most());
      }
      if (generic.getRawType() == Map.class) {
        return new DottedKeys<>(type(inner, key), key.most());
      }
      return new ShareOr.Written<>(RealNumber.of(key), type(inner, key));
    }
    return type((Class<?>) declared, key);
  }

  private ValueType<?> type(Class<?> declared, Key key) {
    if (declared == double.class || declared == Double.class || declared == OptionalDouble.class) {
      return RealNumber.of(key);
    }
    if (declared == int.class || declared == Integer.class || declared == OptionalInt.class) {
      return WholeNumber.of(key, Math::toIntExact);
    }
    if (declared == long.class || declared == Long.class) {
      return WholeNumber.of(key, Long::valueOf);
    }
    if (declared == boolean.class) {
      return Choice.of(List.of(true, false), String::valueOf);
    }
    if (declared == String.class) {
      return key.form().isEmpty()
          ? new Location()
          : new Text(Pattern.compile(key.form()), key.inWords());
    }
    if (declared == Span.class) {
      return new Span.Written();
    }
    if (declared == Portion.class) {
      return new Portion.Written();
    }
    if (declared == Tree.class) {
      return new Tree.Written();
    }
    if (declared == ClassWeights.class) {
      return ClassWeights.Written.of(RealNumber.of(key), key.most());
    }
    if (declared == GridAxis.class) {
      return new GridAxis.Written();
    }
    if (declared == AveragingRule.class) {
      return new AveragingRule.Written(
          WholeNumber.of(key, Math::toIntExact), fields(AveragingRule.Block.class));
    }
    if (declared.isEnum()) {
      return Choice.of(
          List.of(declared.getEnumConstants()),
          constant -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    return declared.isRecord() ? fields(declared) : variants(declared, key);
  }

  private ValueType<?> variants(Class<?> type, Key key) {
    var declared = type.getAnnotation(Key.Variants.class);
    boolean isInside = !open.add(type);
    var words =
        Stream.concat(Arrays.stream(declared.of()), more.getOrDefault(type, List.of()).stream())
            .filter(variant -> !isInside || !hasComponent(variant, type))
            .<Fields<?>>map(variant -> fields(variant, key.shares()))
            .toList();
    if (!isInside) {
      open.remove(type);
    }
    var doc = key.chooses().isEmpty() ? declared.doc() : key.chooses();
    return Variants.of(declared, doc, words);
  }

  private static boolean hasComponent(Class<?> variant, Class<?> type) {
    return Arrays.stream(variant.getRecordComponents()).anyMatch(c -> c.getType() == type);
  }
}
