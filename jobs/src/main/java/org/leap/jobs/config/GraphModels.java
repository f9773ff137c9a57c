package org.leap.jobs.config;

import org.leap.jobs.config.ModelConfig.Gat;
import org.leap.jobs.config.ModelConfig.Gcn;
import org.leap.jobs.config.ModelConfig.Gin;

/** The networks of the {@code model} block that classify the nodes of a graph. */
final class GraphModels {
  private static final WholeNumber WIDTHS = WholeNumber.between(1, 100_000);
  private static final WholeNumber HEADS_RANGE = WholeNumber.between(1, 1000);
  private static final RealNumber PROBABILITY = RealNumber.atLeast(0).below(1);

  private static final Key<Long> LAYERS =
      Key.defaulted(
          "layers", WholeNumber.between(1, 100), 2L, "graph layers, the one of the classes too");
  private static final Key<Long> GCN_HIDDEN = hidden(16, "width of the layers before the last");
  private static final Key<Long> GAT_HIDDEN =
      hidden(8, "width of a head in the layers before the last");
  private static final Key<Long> GIN_HIDDEN = hidden(64, "width of all layers but the last");
  private static final Key<Long> HEADS =
      Key.defaulted("heads", HEADS_RANGE, 8L, "attention heads of the layers before the last");
  private static final Key<Long> OUTPUT_HEADS =
      Key.defaulted(
          "outputHeads", HEADS_RANGE, 1L, "attention heads of the last layer, which are averaged");
  private static final Key<Double> DROPOUT = dropout("dropout", 0.5, "an input of a layer");
  private static final Key<Double> GAT_DROPOUT = dropout("dropout", 0.6, "an input of a layer");
  private static final Key<Double> ATTENTION_DROPOUT =
      dropout("attentionDropout", 0.6, "the weight of a neighbour");

  static final Fields<ModelConfig> GCN =
      Fields.variant(
          "gcn",
          values -> new Gcn(values.getInt(LAYERS), values.getInt(GCN_HIDDEN), values.get(DROPOUT)),
          LAYERS,
          GCN_HIDDEN,
          DROPOUT);
  static final Fields<ModelConfig> GAT =
      Fields.variant(
          "gat",
          GraphModels::gat,
          LAYERS,
          GAT_HIDDEN,
          HEADS,
          OUTPUT_HEADS,
          GAT_DROPOUT,
          ATTENTION_DROPOUT);
  static final Fields<ModelConfig> GIN =
      Fields.variant(
          "gin",
          values -> new Gin(values.getInt(LAYERS), values.getInt(GIN_HIDDEN), values.get(DROPOUT)),
          LAYERS,
          GIN_HIDDEN,
          DROPOUT);

  private GraphModels() {}

  private static Key<Long> hidden(long usual, String documentation) {
    return Key.defaulted("hidden", WIDTHS, usual, documentation);
  }

  private static Key<Double> dropout(String name, double usual, String what) {
    return Key.defaulted(
        name, PROBABILITY, usual, "probability that " + what + " is dropped in training");
  }

  private static ModelConfig gat(Values values) {
    return new Gat(
        values.getInt(LAYERS),
        values.getInt(GAT_HIDDEN),
        values.getInt(HEADS),
        values.getInt(OUTPUT_HEADS),
        values.get(GAT_DROPOUT),
        values.get(ATTENTION_DROPOUT));
  }
}
