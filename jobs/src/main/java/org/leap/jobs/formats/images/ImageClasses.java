package org.leap.jobs.formats.images;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/** The classes of images, those of the training set, and their numbers. */
final class ImageClasses {
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  /** In the order of their numbers. */
  ImageClasses(List<String> names) {
    names.forEach(name -> numbers.put(name, numbers.size()));
  }

  List<String> names() {
    return List.copyOf(numbers.keySet());
  }

  /**
   * The number of an image's class.
   *
   * @param image as messages name it
   * @throws BadDataException if the training set does not have the class
   */
  int of(String image, String className) {
    Integer number = numbers.get(className);
    if (number == null) {
      throw new BadDataException(
          image,
          "belongs to the class %s, which the training set does not have; its %s classes are %s"
              .formatted(Quoted.bare(className), numbers.size(), Quoted.list(numbers.keySet())));
    }
    return number;
  }
}
