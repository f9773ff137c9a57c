package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.NetworkView;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** A network that is closed leaves nothing behind, and does not stop the process for it. */
class ClosedNetworksTest {
  private static final int WIDTH = 1_000;
  private static final int TIMES = 50;

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder().seed(1).updater(new Adam(0.01));
  }

  private static DenseLayer hidden() {
    return new DenseLayer.Builder().nIn(WIDTH).nOut(WIDTH).build();
  }

  private static OutputLayer last() {
    return new OutputLayer.Builder().nIn(WIDTH).nOut(2).build();
  }

  private static Model stack() {
    var network = FastNetworks.of(settings().list(hidden(), last()).build());
    network.init();
    return network;
  }

  private static Model graph() {
    var network =
        FastNetworks.of(
            settings()
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", hidden(), "in")
                .addLayer("out", last(), "hidden")
                .setOutputs("out")
                .build());
    network.init();
    return network;
  }

  static Stream<Supplier<Model>> kinds() {
    return Stream.of(ClosedNetworksTest::stack, ClosedNetworksTest::graph);
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void closingCollectsNoGarbage(Supplier<Model> kind) {
    boolean quiet = false;
    for (int i = 0; i < 5; i++) {
      Model network = kind.get();
      INDArray weights = NetworkView.of(network).layers()[0].getParam("W");
      long before = collections();
      network.close();
      quiet |= collections() == before; // one may fall due meanwhile
      assertTrue(weights.wasClosed());
    }
    assertTrue(quiet);
  }

  /** 800 MB in all, of which collections of garbage free nothing: there are none. */
  @ParameterizedTest
  @MethodSource("kinds")
  void memoryOutsideTheHeapStaysFlat(Supplier<Model> kind) {
    for (int i = 0; i < TIMES; i++) {
      train(kind.get());
    }
    long before = Pointer.physicalBytes();
    for (int i = 0; i < TIMES; i++) {
      train(kind.get());
    }
    long grown = Pointer.physicalBytes() - before;
    assertTrue(grown < 100L << 20, grown + " bytes more");
  }

  private static void train(Model network) {
    try (INDArray features = Nd4j.ones(8, WIDTH);
        INDArray labels = Nd4j.ones(8, 2)) {
      NetworkView.of(network).fit(features, labels);
    }
    network.close();
  }
}
