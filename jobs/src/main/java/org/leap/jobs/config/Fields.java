package org.leap.jobs.config;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.leap.jobs.text.Nearest;
import org.leap.jobs.text.Quoted;

/**
 * A block with a fixed set of keys.
 *
 * @param <T> the record built from it
 * @param variant the name this set of keys goes by in {@link Variants}, else empty
 * @param settings in the order they are read and documented
 * @param exclusive keys of which only one may be written; the first may have a default, which holds
 *     only when none is written
 * @param checks rules between keys, which hold their tongues about values that were refused
 * @param builder makes the record from values without problems
 */
record Fields<T>(
    String variant,
    List<Setting> settings,
    List<String> exclusive,
    List<Consumer<Values>> checks,
    Function<Values, T> builder)
    implements BlockType<T> {

  /** The same block with one more key before the others. */
  Fields<T> startingWith(Setting setting) {
    return new Fields<>(
        variant,
        Stream.concat(Stream.of(setting), settings.stream()).toList(),
        exclusive,
        checks,
        builder);
  }

  /**
   * The same block, some of whose required keys may be left out.
   *
   * @param names of keys, dotted where they are those of a block in it
   */
  Fields<T> withOptional(Set<String> names, String meaning) {
    var relaxed = settings.stream().map(setting -> relaxed(setting, names, meaning)).toList();
    return new Fields<>(variant, relaxed, exclusive, checks, builder);
  }

  private static Setting relaxed(Setting setting, Set<String> names, String meaning) {
    var here = names.contains(setting.name()) ? setting.optional(meaning) : setting;
    var inner =
        names.stream()
            .filter(name -> name.startsWith(setting.name() + "."))
            .map(name -> name.substring(setting.name().length() + 1))
            .collect(toSet());
    return !inner.isEmpty() && setting.type() instanceof Fields<?> block
        ? here.of(block.withOptional(inner, meaning))
        : here;
  }

  Setting setting(String name) {
    return settings.stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
  }

  List<String> names() {
    return settings.stream().map(Setting::name).toList();
  }

  @Override
  public List<Fields<? extends T>> alternatives() {
    return List.of(this);
  }

  @Override
  public String documentation() {
    return "block";
  }

  @Override
  public Tree.Block retain(Tree.Block lower, Tree.Block higher) {
    return exclusive.stream().noneMatch(higher::writes)
        ? lower
        : lower.changed(
            entries ->
                entries.keySet().removeIf(key -> exclusive.contains(key) && !higher.writes(key)));
  }

  @Override
  public Optional<Read<T>> read(Tree tree, Site site) {
    if (!(tree instanceof Tree.Block block)) {
      site.report(
          tree.origin(),
          "expected a block with " + String.join(", ", names()) + ", found " + tree.description());
      return Optional.empty();
    }
    var misspelt = reportUnknown(block, site);
    reportConflicts(block, site);
    var values = new Values(Optional.of(site.outer()));
    misspelt.forEach(values::attempted);
    var section = new LinkedHashMap<String, Resolved>();
    for (var setting : settings) {
      var name = setting.name();
      if (block.writes(name) || !misspelt.contains(name)) {
        read(setting, block, values, site).ifPresent(entry -> section.put(name, entry));
      }
    }
    checks.forEach(check -> check.accept(values));
    for (var broken : values.violations()) {
      var message = broken.message().orElseGet(() -> missing(setting(broken.key())));
      site.child(broken.key()).report(originOf(broken.key(), block), message);
    }
    if (!site.context().problems().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Read<>(builder.apply(values), new Resolved.Section(section)));
  }

  /** The keys that were probably meant by unknown ones, so that they are not called missing too. */
  private Set<String> reportUnknown(Tree.Block block, Site site) {
    var meant = new HashSet<String>();
    for (var entry : block.entries().entrySet()) {
      if (!names().contains(entry.getKey())) {
        var message = unknown(entry.getKey(), site);
        site.child(entry.getKey()).report(entry.getValue().origin(), message);
        Nearest.to(entry.getKey(), names()).ifPresent(meant::add);
      }
    }
    return meant;
  }

  /** What somebody probably meant by a key that is not known where it is written. */
  private String unknown(String key, Site site) {
    var here = site.pathOf(key);
    var places = new ArrayList<String>();
    var owners = new ArrayList<String>();
    walk(
        RunSchema.RUN,
        "",
        (place, owner) -> {
          if (place.equals(here)) {
            owners.add(owner);
          } else if (place.endsWith("." + key) || place.equals(key)) {
            places.add(place);
          }
        });
    if (!owners.isEmpty()) {
      return "not a key of %s, only of %s".formatted(variant, String.join(", ", owners));
    }
    return "unknown key; " + hint(key, names(), places);
  }

  private static String hint(String key, List<String> known, List<String> places) {
    var near = Nearest.to(key, known);
    if (near.isPresent()) {
      return "did you mean " + Quoted.of(near.get()) + "?";
    }
    if (!places.isEmpty()) {
      return "did you mean " + Quoted.of(places.get(0)) + "?";
    }
    return "known here: " + String.join(", ", known);
  }

  private static void walk(
      BlockType<?> type, String path, BiConsumer<String, String> placeAndVariant) {
    for (var fields : type.alternatives()) {
      for (var key : fields.settings()) {
        var place = path.isEmpty() ? key.name() : path + "." + key.name();
        placeAndVariant.accept(place, fields.variant());
        if (key.type() instanceof BlockType<?> nested) {
          walk(nested, place, placeAndVariant);
        }
      }
    }
  }

  private void reportConflicts(Tree.Block block, Site site) {
    var written = exclusive.stream().filter(block::writes).toList();
    if (written.size() > 1) {
      var second = written.get(1);
      site.child(second)
          .report(
              block.entries().get(second).origin(),
              "only one of " + String.join(", ", written) + " may be set; remove the others");
    }
  }

  private Optional<Resolved> read(Setting setting, Tree.Block block, Values values, Site site) {
    var name = setting.name();
    var child = site.child(name, values);
    if (block.writes(name)) {
      values.attempted(name);
      return read(setting, block.entries().get(name), values, child);
    }
    if (exclusive.contains(name) && exclusive.stream().anyMatch(block::writes)) {
      return Optional.empty();
    }
    var origin = originOf(name, block);
    var absence = setting.absence(values);
    switch (absence) {
      case MEANING, LEFT:
        return Optional.of(new Resolved.Absent(setting.meaning(absence)));
      case REFUSED:
        child.report(origin, missing(setting));
        return Optional.empty();
      default:
        return read(setting, setting.defaultAt(origin), values, child);
    }
  }

  private Optional<Resolved> read(Setting setting, Tree tree, Values values, Site child) {
    var read = setting.type().read(tree, child);
    boolean written = values.isAttempted(setting.name());
    read.ifPresent(accepted -> values.put(setting.name(), accepted.value(), written));
    return read.map(Read::resolved);
  }

  private static String missing(Setting setting) {
    return "missing; expected " + setting.type().inWords();
  }

  private static Origin originOf(String key, Tree.Block block) {
    var written = block.entries().get(key);
    return written == null ? block.origin() : written.origin();
  }
}
