package org.leap.jobs.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the resolved configurations of earlier releases leave unsaid, as there was no choice. */
final class EarlierReleases {
  private static final String INITIALIZATION = "initialization";

  /** The networks of the zoo that have a choice of it now. */
  private static final List<String> INITIALIZED =
      Arrays.stream(ModelConfig.class.getAnnotation(Key.Variants.class).of())
          .filter(ModelConfig.Initialized.class::isAssignableFrom)
          .map(Schema::word)
          .flatMap(Optional::stream)
          .toList();

  private EarlierReleases() {}

  static Tree.Block completed(Tree.Block resolved) {
    if (!(resolved.entries().get("model") instanceof Tree.Block model)
        || model.writes(INITIALIZATION)
        || !(model.entries().get("name") instanceof Tree.Scalar name)
        || !INITIALIZED.contains(name.text())) {
      return resolved;
    }
    var he = new Tree.Scalar(Origin.defaulted(model.origin()), "he", true);
    var completed = model.changed(entries -> entries.put(INITIALIZATION, he));
    return resolved.changed(entries -> entries.put("model", completed));
  }
}
