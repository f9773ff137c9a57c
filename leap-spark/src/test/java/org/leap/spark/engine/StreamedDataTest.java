package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.leap.spark.data.Augmentation.HorizontalFlip;
import org.leap.spark.data.Augmentation.RandomCrop;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.InMemoryChunks;
import org.nd4j.linalg.learning.config.Sgd;

class StreamedDataTest {
  private static final Augmentations AUGMENTED =
      new Augmentations(List.of(new RandomCrop(1), new HorizontalFlip()));

  private final Toy toy = Toy.of(100, 3, 8, 16);

  private float[] train(String master, StorageLevel level, Augmentations augmentations) {
    NetworkBlueprint blueprint = Toy.blueprint(new Sgd(0.1), 1);
    TrainingPlan plan = Toy.plan(3 * toy.layout().stepsPerEpoch(), 2);
    try (JavaSparkContext spark = Toy.spark(master);
        InMemoryChunks chunks =
            InMemoryChunks.shuffled(spark, toy.shape(), toy, toy.layout(), plan.seed())) {
      ChunkedData data =
          new ChunkedData(
              new ChunkRdd(spark.sc(), chunks).persist(level),
              toy.layout(),
              toy.shape(),
              toy.normalization(),
              augmentations);
      return new AveragingTrainer(blueprint, data, plan)
          .train(AveragingTrainer.initialState(blueprint), 0, new Recorder())
          .parameters();
    }
  }

  @Test
  void whereChunksStayDoesNotChangeTheBits() {
    float[] cached = train("local[2]", StorageLevel.MEMORY_AND_DISK(), Augmentations.NONE);
    assertArrayEquals(cached, train("local[2]", StorageLevel.NONE(), Augmentations.NONE));
    assertArrayEquals(cached, train("local[1]", StorageLevel.DISK_ONLY(), Augmentations.NONE));
  }

  @Test
  void augmentationIsTheSameOnAnyNumberOfSlots() {
    float[] one = train("local[1]", StorageLevel.NONE(), AUGMENTED);
    assertArrayEquals(one, train("local[2]", StorageLevel.MEMORY_AND_DISK(), AUGMENTED));
    assertFalse(
        Arrays.equals(one, train("local[2]", StorageLevel.NONE(), Augmentations.NONE)),
        "augmentation changes nothing");
  }
}
