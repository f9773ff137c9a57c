package org.leap.jobs.formats;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.leap.spark.data.Augmentation;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;

/**
 * What a network was trained on, as far as other data must agree with it to be scored.
 *
 * @param format of the data, as in the configuration
 * @param classes their names, in the order of the network's outputs; none where labels are numbers
 * @param features names of the columns, in the order of the network's inputs; empty if they have
 *     none
 * @param means what stands for a missing value of each feature, where that is the mean of the
 *     training set; else empty
 * @param shape of an example as it is stored; of a graph, that of a node's features
 * @param crops sides of the squares that evaluation cuts out of the centre of an image, one after
 *     the other
 * @param normalization of the stored values
 * @param graph null unless the examples are the nodes of a graph
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DataSignature(
    String format,
    List<String> classes,
    List<String> features,
    List<Float> means,
    ExampleShape shape,
    List<Integer> crops,
    Normalization normalization,
    Graph graph) {

  /**
   * What is done to the features of a graph's nodes.
   *
   * @param scaling as in the configuration, in lower case
   */
  public record Graph(String scaling) {}

  public DataSignature {
    requireNonNull(format, "format is null");
    classes = List.copyOf(classes);
    features = List.copyOf(features);
    means = List.copyOf(means);
    crops = List.copyOf(crops);
    if (classes.size() != shape.classes()
        || normalization.mean().size() != shape.channels()
        || shape.measured() != (normalization.label() != null)
        || (!features.isEmpty() && features.size() != shape.channels())
        || (!means.isEmpty() && means.size() != shape.channels())) {
      throw new IllegalArgumentException(
          "%s classes, %s features, %s means and %s scalings contradict %s"
              .formatted(
                  classes.size(),
                  features.size(),
                  means.size(),
                  normalization.mean().size(),
                  shape));
    }
  }

  /** What is done to an example before it is evaluated. */
  public Augmentations evaluation() {
    return new Augmentations(
        crops.stream().<Augmentation>map(Augmentation.RandomResizedCrop::new).toList());
  }

  /** What the network sees of an example; of a node, its features. */
  @JsonProperty("input")
  public ExampleShape input() {
    return evaluation().output(shape);
  }
}
