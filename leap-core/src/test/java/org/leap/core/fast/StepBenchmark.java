package org.leap.core.fast;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.leap.core.Leap;
import org.leap.core.NetworkView;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Measures a training step, in processor time of the one thread, and a process's peak memory.
 *
 * <p>{@code StepBenchmark time MODEL UPDATER ROUNDS}: steps take turns, DL4J's, ours and ours with
 * LEAP (and for the MLP its five matrix products); minimum and median of each, and the median of
 * the turns' ratios. {@code StepBenchmark memory MODEL UPDATER dl4j|layers|fast}: resident memory
 * that ten steps add to the initialized network's.
 */
final class StepBenchmark {
  private static final Map<String, IUpdater> UPDATERS =
      Map.of("sgd", new Sgd(0.01), "momentum", new Nesterovs(0.01, 0.9), "adam", new Adam(1e-3));

  private StepBenchmark() {}

  public static void main(String[] args) throws IOException {
    BenchmarkNetworks network = BenchmarkNetworks.valueOf(args[1].toUpperCase(Locale.ROOT));
    IUpdater updater = UPDATERS.get(args[2]);
    if (args[0].equals("memory")) {
      memory(network, () -> model(network, updater, args[3]));
    } else {
      time(network, updater, Integer.parseInt(args[3]));
    }
    System.exit(0);
  }

  private static Model model(BenchmarkNetworks network, IUpdater updater, String kind) {
    if (kind.equals("dl4j")) {
      return network.plain(updater);
    }
    Model model = network.fast(updater);
    if (kind.equals("layers")) {
      // Whoever is shown activations is shown them by layers.
      NetworkView.of(model)
          .network()
          .addListeners(
              new BaseTrainingListener() {
                @Override
                public void onForwardPass(Model trained, Map<String, INDArray> activations) {}
              });
    }
    return model;
  }

  private static void time(BenchmarkNetworks network, IUpdater updater, int rounds) {
    IUpdater perturbed = Leap.perturb(updater.clone()).sigma(0.1).seed(42).build();
    DataSet batch = network.batch();
    Map<String, Runnable> steps = new LinkedHashMap<>();
    steps.put("dl4j", step(network.plain(updater), batch));
    steps.put("fast", step(network.fast(updater), batch));
    steps.put("fast with LEAP", step(network.fast(perturbed), batch));
    if (network == BenchmarkNetworks.MLP) {
      steps.put("five products", products());
    }
    double[][] times = turns(steps.values().toArray(Runnable[]::new), rounds);
    double[] reference = times[network == BenchmarkNetworks.MLP ? 3 : 0];
    int row = 0;
    for (String name : steps.keySet()) {
      double[] own = times[row++];
      System.out.printf(
          Locale.ROOT,
          "%s %s: minimum %.2f ms, median %.2f ms, median ratio %.3f%n",
          network,
          name,
          Arrays.stream(own).min().orElseThrow(),
          median(own, i -> own[i]),
          median(own, i -> own[i] / reference[i]));
    }
  }

  private static Runnable step(Model network, DataSet batch) {
    return () -> Twins.fit(network, batch, 0);
  }

  /** Forward products of both hidden layers, their weight gradients, one input gradient. */
  private static Runnable products() {
    INDArray x = Nd4j.rand(DataType.FLOAT, 128, 784);
    INDArray a = Nd4j.rand(DataType.FLOAT, 128, 1000);
    INDArray delta = Nd4j.rand(DataType.FLOAT, 128, 1000);
    INDArray first = Nd4j.rand(DataType.FLOAT, 784, 1000).dup('f');
    INDArray second = Nd4j.rand(DataType.FLOAT, 1000, 1000).dup('f');
    INDArray z = Nd4j.create(DataType.FLOAT, new long[] {128, 1000}, 'f');
    INDArray epsilon = Nd4j.create(DataType.FLOAT, new long[] {1000, 128}, 'f');
    INDArray firstGradient = first.ulike();
    INDArray secondGradient = second.ulike();
    return () -> {
      Nd4j.gemm(x, first, z, false, false, 1, 0);
      Nd4j.gemm(a, second, z, false, false, 1, 0);
      Nd4j.gemm(second, delta, epsilon, false, true, 1, 0);
      Nd4j.gemm(a, delta, secondGradient, true, false, 1, 0);
      Nd4j.gemm(x, delta, firstGradient, true, false, 1, 0);
    };
  }

  private static double[][] turns(Runnable[] steps, int rounds) {
    var threads = ManagementFactory.getThreadMXBean();
    double[][] times = new double[steps.length][rounds];
    for (int round = -rounds / 3; round < rounds; round++) {
      for (int i = 0; i < steps.length; i++) {
        long begin = threads.getCurrentThreadCpuTime();
        steps[i].run();
        if (round >= 0) {
          times[i][round] = (threads.getCurrentThreadCpuTime() - begin) / 1e6;
        }
      }
    }
    return times;
  }

  private static double median(double[] values, IntToDoubleFunction of) {
    double[] sorted = new double[values.length];
    Arrays.setAll(sorted, of);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void memory(BenchmarkNetworks network, Supplier<Model> models) throws IOException {
    for (String which : new String[] {"the first replica", "a second one"}) {
      Model model = models.get();
      long before = kilobytes("VmRSS");
      DataSet batch = network.batch();
      for (int i = 0; i < 10; i++) {
        Twins.fit(model, batch, i);
      }
      System.out.printf(
          "%s %s, %s: %d MB before, %d MB at most after ten steps%n",
          network,
          model.getClass().getSimpleName(),
          which,
          before / 1024,
          kilobytes("VmHWM") / 1024);
    }
  }

  private static long kilobytes(String field) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(each -> each.startsWith(field))
            .collect(Collectors.joining());
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
