package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.leap.jobs.text.Nearest;
import org.leap.jobs.text.Quoted;

/** Tells what somebody probably meant by a key that is not known where it is written. */
final class UnknownKey {
  private UnknownKey() {}

  static String message(String key, Fields<?> fields, String path) {
    var here = path.isEmpty() ? key : path + "." + key;
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
      return "not a key of %s, only of %s".formatted(fields.variant(), String.join(", ", owners));
    }
    return "unknown key; " + hint(key, fields.names(), places);
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
}
