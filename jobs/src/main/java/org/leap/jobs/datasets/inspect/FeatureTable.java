package org.leap.jobs.datasets.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.datasets.InputTransforms;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.jobs.formats.Source;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.Normalization;

/**
 * The features of a table one by one, over its training set; empty for images.
 *
 * @param moments null for images
 * @param missing values that are not there; empty in formats that lack none
 */
record FeatureTable(ChannelMoments moments, List<Long> missing) {
  /** A value so many standard deviations from the mean is far more than a network expects. */
  private static final double FAR = 50;

  private static final int NAMED = 5;

  static FeatureTable of(Source source, ChannelMoments moments) {
    return source.shape().height() * source.shape().width() == 1
        ? new FeatureTable(moments, source.traits().missing())
        : new FeatureTable(null, List.of());
  }

  List<Double> minimum() {
    return all(c -> moments.smallest(c));
  }

  List<Double> maximum() {
    return all(c -> moments.largest(c));
  }

  private List<Double> all(IntToDoubleFunction value) {
    return features().mapToDouble(value).boxed().toList();
  }

  private IntStream features() {
    return IntStream.range(0, moments == null ? 0 : moments.channels());
  }

  /** What of the features will hurt training. */
  List<String> remarks(DataOptions options, Source source) {
    List<String> remarks = new ArrayList<>();
    if (moments == null) {
      return remarks;
    }
    Normalization standard = InputTransforms.standard(moments);
    add(
        remarks,
        source,
        c -> standard.deviation().get(c) == 0,
        "the same value everywhere, so that it tells nothing; leave it out of data.features");
    if (options.normalization().of(source.traits().sparse())
        == DataOptions.Normalization.STANDARD) {
      add(
          remarks,
          source,
          c -> farthest(c) > FAR * standard.deviation().get(c) && standard.deviation().get(c) > 0,
          "values more than %s standard deviations from its mean, which normalize: standard makes as large; try normalize: maxabs"
              .formatted((int) FAR));
    }
    return remarks;
  }

  private double farthest(int feature) {
    double mean = moments.mean(feature);
    return Math.max(moments.largest(feature) - mean, mean - moments.smallest(feature));
  }

  private void add(List<String> remarks, Source source, IntPredicate those, String what) {
    int[] found = features().filter(those).toArray();
    if (found.length == 0) {
      return;
    }
    List<String> names = source.names().features();
    List<String> named =
        IntStream.of(found)
            .limit(NAMED)
            .mapToObj(c -> names.isEmpty() ? Integer.toString(c + 1) : names.get(c))
            .toList();
    remarks.add(
        String.format(
            Locale.ROOT,
            "%,d of %,d features (%s%s): %s",
            found.length,
            moments.channels(),
            Quoted.list(named),
            found.length > NAMED ? " ..." : "",
            what));
  }
}
