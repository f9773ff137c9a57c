package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.leap.jobs.config.AugmentConfig.HorizontalFlip;
import org.leap.jobs.config.AugmentConfig.RandomCrop;
import org.leap.jobs.config.AugmentConfig.RandomResizedCrop;

/** A list of augmentations, such as {@code [{name: random-crop, padding: 4}]}. */
final class AugmentList implements ValueType<List<AugmentConfig>> {
  private static final int LARGEST = 4096;
  private static final int MOST = 10;

  private static final Key<Long> PADDING =
      Key.defaulted("padding", WholeNumber.between(1, LARGEST), 4L, "pixels");
  private static final Key<Long> SIZE =
      Key.required("size", WholeNumber.between(1, LARGEST), "pixels");

  private static final Variants<AugmentConfig> ELEMENT =
      Variants.named(
          "name",
          "the augmentation",
          List.of(
              Fields.variant(
                  "random-crop", values -> new RandomCrop(values.getInt(PADDING)), PADDING),
              Fields.variant("horizontal-flip", values -> new HorizontalFlip()),
              Fields.variant(
                  "random-resized-crop",
                  values -> new RandomResizedCrop(values.getInt(SIZE)),
                  SIZE)));

  @Override
  public String documentation() {
    return "list of `{name: random-crop, padding: 4}`, `{name: horizontal-flip}`,"
        + " `{name: random-resized-crop, size: 224}`";
  }

  @Override
  public Optional<Read<List<AugmentConfig>>> read(Tree tree, Site site) {
    if (!(tree instanceof Tree.Items list)) {
      site.report(
          tree.origin(),
          "expected a list such as [{name: horizontal-flip}], found " + tree.description());
      return Optional.empty();
    }
    int size = list.items().size();
    if (size > MOST) {
      site.report(
          tree.origin(), "expected a list of at most " + MOST + ", found " + size + " values");
      return Optional.empty();
    }
    var steps = new ArrayList<AugmentConfig>();
    for (int i = 0; i < size; i++) {
      ELEMENT
          .read(list.items().get(i), site.child(String.valueOf(i)))
          .ifPresent(read -> steps.add(read.value()));
    }
    if (steps.size() < size) {
      return Optional.empty();
    }
    return Optional.of(
        new Read<>(List.copyOf(steps), new Resolved.Leaf(write(steps), tree.origin())));
  }

  @Override
  public String write(List<AugmentConfig> steps) {
    return steps.stream().map(AugmentList::write).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String write(AugmentConfig step) {
    if (step instanceof RandomCrop crop) {
      return "{name: random-crop, padding: " + crop.padding() + "}";
    }
    if (step instanceof RandomResizedCrop crop) {
      return "{name: random-resized-crop, size: " + crop.size() + "}";
    }
    return "{name: horizontal-flip}";
  }
}
