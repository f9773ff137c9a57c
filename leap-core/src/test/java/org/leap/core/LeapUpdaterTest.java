package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.core.TestNetworks.mlp;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.Perturbation.Mode;
import org.leap.core.Perturbation.Scope;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.shade.jackson.core.JsonProcessingException;

class LeapUpdaterTest {
  private static PerturbationBuilder<LeapUpdater> perturbed() {
    return Leap.perturb(new Adam(0.01)).sigma(0.1).seed(42);
  }

  private static LeapUpdater perLayer() {
    return perturbed().scope(Scope.LAYER).build();
  }

  @Test
  void updatersThatCannotBePerturbedAreRefused() {
    assertRefused(
        Leap.perturb(new NoOp()).sigma(0.1), "NoOp has no update to perturb: leave it unwrapped");
    assertRefused(
        Leap.perturb(perturbed().build()).sigma(0.1),
        "The updater is perturbed already: wrap the stock updater inside it instead");
    assertRefused(
        Leap.perturb(new AdaDelta()).sigma(0.1).mode(Mode.ABSOLUTE),
        "AdaDelta has no learning rate, which ABSOLUTE mode divides sigma by: use RELATIVE mode or another updater");
    assertTrue(!Leap.perturb(new AdaDelta()).sigma(0.1).build().hasLearningRate());
  }

  private static void assertRefused(PerturbationBuilder<LeapUpdater> builder, String message) {
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
  }

  @Test
  void equalityIsByValue() {
    assertEquals(perturbed().build(), perturbed().build());
    assertEquals(perturbed().build().hashCode(), perturbed().build().hashCode());
    assertEquals(perturbed().build(), perturbed().build().clone());
    assertNotEquals(perturbed().build(), perturbed().seed(43).build());
    assertNotEquals(perturbed().build(), Leap.perturb(new Adam(0.02)).sigma(0.1).seed(42).build());
    assertNotEquals(perturbed().build(), new Adam(0.01));
    assertNotEquals(new Adam(0.01), perturbed().build());
  }

  @Test
  void equalityIsByIdentityWithOneDrawPerLayer() {
    LeapUpdater updater = perLayer();
    assertEquals(updater, updater);
    assertNotEquals(updater, perLayer());
    assertNotEquals(updater, updater.clone());
  }

  @Test
  void theWrappedUpdaterIsAPrivateCopy() {
    var adam = new Adam(0.01);
    LeapUpdater updater = Leap.perturb(adam).sigma(0.1).build();
    adam.setLrAndSchedule(5, null);
    updater.updater().setLrAndSchedule(5, null);
    assertEquals(0.01, updater.getLearningRate(0, 0));
    assertEquals(new Adam(0.01), updater.updater());
  }

  @Test
  void aNewLearningRateReachesTheWrappedUpdaterAndNoClone() {
    LeapUpdater updater = perturbed().build();
    LeapUpdater clone = updater.clone();
    updater.setLrAndSchedule(Double.NaN, new FixedSchedule(0.5));
    assertEquals(0.5, updater.getLearningRate(3, 1));
    assertEquals(0.01, clone.getLearningRate(3, 1));
  }

  @ParameterizedTest
  @MethodSource("org.leap.core.StockUpdaters#all")
  void configurationSurvivesJsonAndYaml(IUpdater stock) {
    var configuration = mlp(Leap.perturb(stock).sigma(0.1).truncation(2).seed(-1).build());
    var back = MultiLayerConfiguration.fromJson(configuration.toJson());
    assertEquals(configuration, back);
    assertEquals(configuration, MultiLayerConfiguration.fromYaml(configuration.toYaml()));
    var updater = (LeapUpdater) back.getConf(0).getLayer().getUpdaterByParam("W");
    assertEquals(stock, updater.updater());
  }

  @Test
  void layersKeepTheirOwnInstanceInJsonWithOneDrawPerLayer() {
    var configuration = mlp(perLayer());
    for (MultiLayerConfiguration each :
        new MultiLayerConfiguration[] {
          configuration,
          configuration.clone(),
          MultiLayerConfiguration.fromJson(configuration.toJson())
        }) {
      var first = each.getConf(0).getLayer();
      assertSame(first.getUpdaterByParam("W"), first.getUpdaterByParam("b"));
      assertNotSame(
          first.getUpdaterByParam("W"), each.getConf(1).getLayer().getUpdaterByParam("W"));
    }
  }

  @Test
  void jsonThatWrapsNothingIsRefused() throws JsonProcessingException {
    var mapper = NeuralNetConfiguration.mapper();
    String json = mapper.writeValueAsString(Leap.perturb(new Sgd(0.1)).sigma(0.1).build());
    String broken = json.replace("\"updater\"", "\"updatr\"");
    var error =
        assertThrows(JsonProcessingException.class, () -> mapper.readValue(broken, IUpdater.class));
    assertTrue(
        error.getMessage().contains("Missing required creator property 'updater'"),
        error.getMessage());
  }
}
