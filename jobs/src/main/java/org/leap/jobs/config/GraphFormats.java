package org.leap.jobs.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.leap.jobs.config.DataConfig.FeatureForm;
import org.leap.jobs.config.DataConfig.FeatureScaling;

/** The formats of the {@code data} block that hold a graph. */
final class GraphFormats {
  private static final Location LOCATION = new Location();
  private static final RealNumber SHARE = RealNumber.above(0).below(1);

  private static final Key<String> PATH =
      Key.required("path", LOCATION, "folder or archive of the files `ind.NAME.*`");
  private static final Key<String> NAME =
      Key.required(
          "name",
          new Text(Pattern.compile("[A-Za-z0-9_-]{1,100}"), "the NAME in the files' names"),
          "which graph, such as cora");

  private static final Key<String> FEATURES =
      Key.required(
          "features",
          LOCATION,
          "nodes: CSV lines `node,value,...`, or a JSON object `{\"node\": [value, ...]}`");
  private static final Key<FeatureForm> FEATURES_ARE =
      Key.defaulted(
          "featuresAre",
          Choice.of(FeatureForm.class),
          FeatureForm.VALUES,
          "what follows a node in `features`: its values, or the indices, from 0, of the features it"
              + " has");
  private static final Key<String> EDGES =
      Key.required("edges", LOCATION, "undirected edges: CSV lines `node,node`");
  private static final Key<String> LABELS =
      Key.required("labels", LOCATION, "classes: CSV lines `node,class`; not every node needs one");
  private static final Key<ShareOr.Chosen<String>> SPLIT =
      Key.defaulted(
          "split",
          new ShareOr<>(SHARE, LOCATION),
          new ShareOr.Chosen<>(DataOptions.DEFAULT.split(), Optional.empty()),
          "CSV lines `node,SUBSET` with train, validation or test; or the share of the labelled"
              + " nodes that train, drawn by the seed: the others test");
  private static final Key<Double> VALIDATION =
      Key.optional(
          "validation",
          SHARE,
          "no validation, unless the split has some",
          "share of the training nodes to validate on instead, if the split is drawn");

  private static final Key<FeatureScaling> NORMALIZE =
      Key.defaulted(
          "normalize",
          Choice.of(FeatureScaling.class),
          FeatureScaling.ROW,
          "scaling of the features: every node's divided by their sum, or none");
  private static final Key<Long> SEED =
      Key.defaulted(
          "seed",
          WholeNumber.any(),
          DataOptions.DEFAULT.seed(),
          "seed of a drawn split, and of the clusters that several workers share the graph by");

  static final Fields<DataConfig.Planetoid> PLANETOID =
      Fields.variant("planetoid", GraphFormats::planetoid, PATH, NAME, NORMALIZE, SEED);
  static final Fields<DataConfig.EdgeList> EDGE_LIST =
      Fields.variant(
              "edgelist",
              GraphFormats::edgeList,
              FEATURES,
              FEATURES_ARE,
              EDGES,
              LABELS,
              SPLIT,
              VALIDATION,
              NORMALIZE,
              SEED)
          .check(GraphFormats::onlyADrawnSplitIsShared);

  private GraphFormats() {}

  private static DataConfig.Planetoid planetoid(Values values) {
    return new DataConfig.Planetoid(
        values.get(PATH),
        values.get(NAME),
        values.get(NORMALIZE),
        options(values, DataOptions.DEFAULT.split()));
  }

  private static DataConfig.EdgeList edgeList(Values values) {
    ShareOr.Chosen<String> split = values.get(SPLIT);
    return new DataConfig.EdgeList(
        values.get(FEATURES),
        // Values leave no trace, so that graphs of before have the key they had.
        Optional.of(values.get(FEATURES_ARE)).filter(form -> form != FeatureForm.VALUES),
        values.get(EDGES),
        values.get(LABELS),
        split.given(),
        values.get(NORMALIZE),
        options(values, split.given().isPresent() ? 0 : split.share()));
  }

  private static DataOptions options(Values values, double split) {
    return new DataOptions(
        DataOptions.Normalization.NONE,
        values.get(SEED),
        values.find(VALIDATION).orElse(0.0),
        split,
        DataOptions.DEFAULT.onBadRecord(),
        DataOptions.DEFAULT.badRecordLimit(),
        DataOptions.DEFAULT.cache(),
        List.of());
  }

  private static Optional<Check.Violation> onlyADrawnSplitIsShared(Values values) {
    return Check.violationIf(
        values.find(VALIDATION).isPresent()
            && values.find(SPLIT).flatMap(ShareOr.Chosen::given).isPresent(),
        VALIDATION,
        "the split is given by a file; name the validation nodes there and remove validation");
  }
}
