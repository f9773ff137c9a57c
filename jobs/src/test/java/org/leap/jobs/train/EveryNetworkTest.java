package org.leap.jobs.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.Perturbation;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.OptimizerConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.jobs.model.ModelZoo;
import org.leap.jobs.model.Zoo;
import org.leap.jobs.process.LocalSpark;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Examples;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.data.Normalization;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.engine.TrainingPlan;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * Networks with optimizers under LEAP, on 1 and on 3 logical workers. The shallow networks meet
 * every optimizer, the five deep ones two each: every optimizer meets one of them, and every
 * network both numbers of workers.
 */
class EveryNetworkTest {
  private static final ExampleShape SHAPE = new ExampleShape(1, 16, 16, 3);
  private static final int EXAMPLES = 24;
  private static final WeightDecay COUPLED = new WeightDecay(1e-4, WeightDecay.Mode.COUPLED);
  private static final WeightDecay DECOUPLED = new WeightDecay(0.001, WeightDecay.Mode.DECOUPLED);

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  /** Classes differ in where the image is bright. */
  private record Bands() implements Examples {
    @Override
    public int count() {
      return EXAMPLES;
    }

    @Override
    public int label(int row) {
      return row % 3;
    }

    @Override
    public void copyFeatures(int row, byte[] target, int offset) {
      Random random = new Random(row);
      for (int i = 0; i < SHAPE.size(); i++) {
        boolean bright = i / 16 / 6 == label(row);
        target[offset + i] = (byte) ((bright ? 150 : 20) + random.nextInt(90));
      }
    }
  }

  /** With rates that suit a few steps. */
  private static final List<Map.Entry<OptimizerConfig, Double>> OPTIMIZERS =
      List.of(
          Map.entry(new OptimizerConfig.Sgd(COUPLED), 0.2),
          Map.entry(new OptimizerConfig.Momentum(0.9, COUPLED), 0.05),
          Map.entry(new OptimizerConfig.Nesterov(0.9, DECOUPLED), 0.02),
          Map.entry(new OptimizerConfig.Adam(0.9, 0.999, 1e-8, COUPLED), 0.003),
          Map.entry(new OptimizerConfig.AdamW(0.9, 0.999, 1e-8, 0.01), 0.003),
          Map.entry(new OptimizerConfig.AdaGrad(1e-8, COUPLED), 0.01),
          Map.entry(new OptimizerConfig.RmsProp(0.95, 1e-8, COUPLED), 0.001),
          Map.entry(new OptimizerConfig.AdaMax(0.9, 0.999, 1e-8, COUPLED), 0.003),
          Map.entry(new OptimizerConfig.AmsGrad(0.9, 0.999, 1e-8, COUPLED), 0.003),
          Map.entry(new OptimizerConfig.Nadam(0.9, 0.999, 1e-8, COUPLED), 0.002));

  static Stream<Arguments> combinations() {
    List<String> shallow = List.of("mlp", "lenet", "resnet20");
    List<Arguments> all = new ArrayList<>();
    int deep = 0;
    for (String name : Zoo.names().toList()) {
      for (int i = 0; i < OPTIMIZERS.size(); i++) {
        if (shallow.contains(name) || i % 5 == deep) {
          all.add(
              Arguments.of(
                  name, OPTIMIZERS.get(i).getKey(), OPTIMIZERS.get(i).getValue(), 1 + 2 * (i % 2)));
        }
      }
      deep += shallow.contains(name) ? 0 : 1;
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} with {1} on {3} workers")
  @MethodSource("combinations")
  void theLossFallsUnderTheNoise(String name, OptimizerConfig optimizer, double rate, int workers) {
    ModelConfig model = Zoo.tiny(name);
    NetworkBlueprint blueprint =
        ModelZoo.network(
                model,
                SHAPE,
                optimizer.updater(new FixedSchedule(rate)),
                optimizer.weightDecay(),
                1)
            .perturbed(Perturbation.builder().sigma(0.2).seed(5).build())
            .blueprint(ModelZoo.flatInput(model));
    ChunkLayout layout = ChunkLayout.of(EXAMPLES, workers, 8, SHAPE.bytes(), 1 << 20);
    TrainingPlan plan =
        new TrainingPlan(
            3,
            workers == 1 ? 18 : 12,
            new TrainingPlan.Averaging(layout.stepsPerEpoch(), true, ReductionChoice.DIRECT));
    List<Double> losses = new ArrayList<>();
    try (InMemoryChunks chunks =
        InMemoryChunks.shuffled(SPARK.context(), SHAPE, new Bands(), layout, plan.seed())) {
      ChunkedData data =
          new ChunkedData(
              new ChunkRdd(SPARK.context().sc(), chunks), layout, SHAPE, Normalization.unit(1));
      NetworkState last =
          new AveragingTrainer(blueprint, data, plan)
              .train(
                  AveragingTrainer.initialState(blueprint),
                  0,
                  (round, state, evaluationDue) -> losses.add(round.loss()));
      for (float parameter : last.parameters()) {
        assertTrue(Float.isFinite(parameter));
      }
    }
    // A round is an epoch here: all losses are over the same examples.
    assertTrue(losses.stream().allMatch(Double::isFinite), losses.toString());
    assertTrue(losses.get(losses.size() - 1) < 0.95 * losses.get(0), losses.toString());
  }
}
