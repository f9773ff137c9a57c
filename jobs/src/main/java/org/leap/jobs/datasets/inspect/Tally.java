package org.leap.jobs.datasets.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.spark.data.ExampleShape;

/** Counts, moments and a few pictures of one set, gathered example by example. */
final class Tally {
  private final long[] perClass;
  private final ChannelMoments moments;
  private final List<List<byte[]>> pictures = new ArrayList<>();

  Tally(ExampleShape shape) {
    perClass = new long[shape.classes()];
    moments = new ChannelMoments(shape);
    for (int label = 0; label < Math.min(shape.classes(), PictureSheet.MOST_CLASSES); label++) {
      pictures.add(new ArrayList<>());
    }
  }

  void add(byte[] features, int label) {
    perClass[label]++;
    moments.add(features, 0);
    keep(features, label);
  }

  private void keep(byte[] features, int label) {
    if (label < pictures.size() && pictures.get(label).size() < PictureSheet.PER_CLASS) {
      pictures.get(label).add(features);
    }
  }

  /** Adds what comes next in the order of the source. */
  void plus(Tally next) {
    for (int label = 0; label < perClass.length; label++) {
      perClass[label] += next.perClass[label];
    }
    moments.plus(next.moments);
    for (int label = 0; label < pictures.size(); label++) {
      for (byte[] picture : next.pictures.get(label)) {
        keep(picture, label);
      }
    }
  }

  List<Long> perClass() {
    return LongStream.of(perClass).boxed().toList();
  }

  ChannelMoments moments() {
    return moments;
  }

  /** The first examples of the first classes. */
  List<List<byte[]>> pictures() {
    return pictures;
  }
}
