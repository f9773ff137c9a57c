package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.Perturbation.Mode;
import org.leap.core.Perturbation.Scope;
import org.leap.core.Perturbation.SigmaSchedule;
import org.leap.core.noise.Distribution;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class PerturbationTest {
  private static PerturbationBuilder<Perturbation> builder() {
    return Perturbation.builder().sigma(0.25);
  }

  private static Perturbation unusual() {
    return builder()
        .mode(Mode.ABSOLUTE)
        .scope(Scope.LAYER)
        .truncation(1.5)
        .sigmaSchedule(SigmaSchedule.COSINE)
        .sigmaSteps(1L << 40)
        .seed(Long.MIN_VALUE)
        .build();
  }

  @Test
  void defaultsAreThoseOfTheDocumentation() {
    assertEquals(
        new Perturbation(
            0.25,
            Mode.RELATIVE,
            Scope.PARAMETER,
            Distribution.GAUSSIAN,
            Double.POSITIVE_INFINITY,
            SigmaSchedule.CONSTANT,
            0,
            0),
        builder().build());
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            builder().sigma(-0.1), "sigma is -0.1, expected a finite number of at least 0"),
        Arguments.of(
            builder().sigma(Double.POSITIVE_INFINITY),
            "sigma is Infinity, expected a finite number"),
        Arguments.of(builder().truncation(0.99), "truncation is 0.99, expected at least 1"),
        Arguments.of(builder().truncation(Double.NaN), "truncation is NaN, expected at least 1"),
        Arguments.of(
            builder().truncation(2).distribution(Distribution.UNIFORM),
            "truncation is 2.0, but UNIFORM noise is bounded already"),
        Arguments.of(builder().sigmaSteps(5), "sigmaSteps is 5 for a CONSTANT sigma"),
        Arguments.of(
            builder().sigmaSchedule(SigmaSchedule.LINEAR),
            "sigmaSteps is 0, expected at least 1 for a LINEAR sigma"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void valuesOutOfRangeAreNamed(PerturbationBuilder<Perturbation> builder, String message) {
    var error = assertThrows(IllegalArgumentException.class, builder::build);
    assertTrue(error.getMessage().startsWith(message), error.getMessage());
  }

  @Test
  void sigmaMustBeSet() {
    var error = assertThrows(IllegalStateException.class, Perturbation.builder()::build);
    assertEquals("sigma is not set: call sigma(...) before build()", error.getMessage());
  }

  @Test
  void sigmaFollowsItsSchedule() {
    var linear = builder().sigmaSchedule(SigmaSchedule.LINEAR).sigmaSteps(100).build();
    var cosine = builder().sigmaSchedule(SigmaSchedule.COSINE).sigmaSteps(100).build();
    assertEquals(0.25, builder().build().sigmaAt(Long.MAX_VALUE));
    assertEquals(0.25, linear.sigmaAt(0));
    assertEquals(0.1875, linear.sigmaAt(25), 1e-15);
    assertEquals(0, linear.sigmaAt(100));
    assertEquals(0, linear.sigmaAt(1000));
    assertEquals(0.25, cosine.sigmaAt(0));
    assertEquals(0.25 * (1 + Math.sqrt(0.5)) / 2, cosine.sigmaAt(25), 1e-15);
    assertEquals(0.125, cosine.sigmaAt(50), 1e-15);
    assertEquals(0, cosine.sigmaAt(100));
    assertEquals(0, cosine.sigmaAt(101));
  }

  @Test
  void negativeRatesAreAsLikelyAsTheTailSays() {
    assertEquals(0, builder().build().negativeRateProbability(0));
    assertEquals(0.158655, builder().build().negativeRateProbability(1), 1e-4);
    assertEquals(0.022750, builder().build().negativeRateProbability(0.5), 1e-4);
    assertEquals(
        0, builder().distribution(Distribution.RADEMACHER).build().negativeRateProbability(0.99));
    assertEquals(
        0.5, builder().distribution(Distribution.RADEMACHER).build().negativeRateProbability(1.01));
    double uniform =
        builder().distribution(Distribution.UNIFORM).build().negativeRateProbability(1);
    assertEquals((Math.sqrt(3) - 1) / (2 * Math.sqrt(3)), uniform, 1e-4);
  }

  @Test
  void jsonAndYamlRoundTripsKeepEveryValue() throws JsonProcessingException {
    for (Perturbation perturbation : new Perturbation[] {unusual(), builder().build()}) {
      for (var mapper :
          new ObjectMapper[] {
            NeuralNetConfiguration.mapper(), NeuralNetConfiguration.mapperYaml()
          }) {
        String text = mapper.writeValueAsString(perturbation);
        assertEquals(perturbation, mapper.readValue(text, Perturbation.class), text);
      }
    }
  }

  @Test
  void jsonWithoutSigmaIsRefused() throws JsonProcessingException {
    var mapper = NeuralNetConfiguration.mapper();
    String json = mapper.writeValueAsString(unusual()).replace("\"sigma\"", "\"sigmma\"");
    var error =
        assertThrows(
            JsonProcessingException.class, () -> mapper.readValue(json, Perturbation.class));
    assertTrue(
        error.getMessage().contains("Missing required creator property 'sigma'"),
        error.getMessage());
  }

  @Test
  void serializationKeepsEveryValue() throws IOException, ClassNotFoundException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(unusual());
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(unusual(), in.readObject());
    }
  }

  @Test
  void valuesWithDifferentSeedsDiffer() {
    assertNotEquals(builder().seed(1).build(), builder().seed(2).build());
    assertEquals(builder().seed(1).build().hashCode(), builder().seed(1).build().hashCode());
  }
}
