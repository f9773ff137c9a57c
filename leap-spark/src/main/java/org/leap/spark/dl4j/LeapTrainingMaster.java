package org.leap.spark.dl4j;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.core.storage.listener.RoutingIterationListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.leap.core.Perturbation;
import org.leap.spark.engine.AveragingFrequency;
import org.leap.spark.engine.OuterOptimizer;
import org.leap.spark.engine.TrainingPlan;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLFactory;

/**
 * LEAP's averaging engine behind DL4J's own Spark API, in the place of a {@code
 * ParameterAveragingTrainingMaster}:
 *
 * <pre>{@code
 * var master = new LeapTrainingMaster.Builder(workers, 1)
 *     .batchSizePerWorker(128).averagingFrequency(10).sigma(0.1).rngSeed(42).build();
 * var network = new SparkDl4jMultiLayer(spark, configuration, master);
 * network.fit(data);
 * }</pre>
 *
 * <p>Worker w of W trains the w-th part of the RDD's n examples, {@code [w n / W, (w + 1) n / W)}
 * in the order of its partitions and within them, cut into minibatches in that order; the last one
 * may be short, and none is dropped. Every {@code averagingFrequency} minibatches parameters and
 * optimizer state are averaged, weighted by examples, in the order of the workers. So the result
 * depends on the content of the RDD, the settings and the network alone: not on partitions, cluster
 * or scheduling. Shuffle the RDD yourself where its order means something.
 *
 * <p>An RDD is read once, by its first {@code fit}; further calls with the same RDD train the kept
 * minibatches again. {@link #deleteTempFiles(JavaSparkContext)} lets go of them. A loss, parameter
 * or optimizer state that is not finite ends {@code fit} with a {@code DivergedException}. Not
 * thread-safe.
 *
 * <p>With a {@link Builder#checkpointFolder checkpoint folder}, a program that was ended is simply
 * started again. Calls of {@code fit} whose epoch was trained before return at once, with the
 * network in the state of the checkpoint; the one that was cut short goes on. The checkpoints of
 * another training, by settings, network, data or first parameters, are refused with an {@code
 * OtherRunException}. What a program itself does to parameters between two calls is not repeated.
 */
public final class LeapTrainingMaster
    implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
  private static final String NO_WORKERS =
      "LeapTrainingMaster has no worker objects, its workers live in the engine: call fit on SparkDl4jMultiLayer or SparkComputationGraph";
  private static final String NO_HOOKS =
      "LeapTrainingMaster calls no training hooks: use setListeners, whose iterationDone is called after every average, or stay with ParameterAveragingTrainingMaster";

  private final MasterSettings settings;
  private final MasterTraining training;

  private LeapTrainingMaster(MasterSettings settings) {
    this.settings = settings;
    this.training = new MasterTraining(settings);
    setCollectTrainingStats(settings.collectTrainingStats);
  }

  /**
   * A master with the settings that {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if they are not
   */
  public static LeapTrainingMaster fromJson(String json) {
    return new LeapTrainingMaster(MasterSettings.read(json, new JsonFactory(), "JSON"));
  }

  /**
   * A master with the settings that {@link #toYaml} wrote.
   *
   * @throws IllegalArgumentException if they are not
   */
  public static LeapTrainingMaster fromYaml(String yaml) {
    return new LeapTrainingMaster(MasterSettings.read(yaml, new YAMLFactory(), "YAML"));
  }

  @Override
  public String toJson() {
    return settings.write(new JsonFactory());
  }

  @Override
  public String toYaml() {
    return settings.write(new YAMLFactory());
  }

  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData) {
    training.train(
        TrainedNetwork.of(network), trainingData.rdd(), () -> DataSetReading.of(trainingData));
  }

  @Override
  public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> trainingData) {
    training.train(
        TrainedNetwork.of(graph), trainingData.rdd(), () -> DataSetReading.of(trainingData));
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> trainingData) {
    training.train(
        TrainedNetwork.of(graph), trainingData.rdd(), () -> DataSetReading.ofMulti(trainingData));
  }

  @Override
  public void executeTrainingPaths(
      SparkDl4jMultiLayer network,
      SparkComputationGraph graph,
      JavaRDD<String> trainingDataPaths,
      DataSetLoader dsLoader,
      MultiDataSetLoader mdsLoader) {
    training.train(
        network == null ? TrainedNetwork.of(graph) : TrainedNetwork.of(network),
        trainingDataPaths.rdd(),
        () -> DataSetReading.load(trainingDataPaths, dsLoader, mdsLoader));
  }

  @Override
  public void setCollectTrainingStats(boolean collectTrainingStats) {
    settings.collectTrainingStats = collectTrainingStats;
    training.collectStats(collectTrainingStats);
  }

  @Override
  public boolean getIsCollectTrainingStats() {
    return settings.collectTrainingStats;
  }

  /** Times of the training; null unless they are collected. */
  @Override
  public SparkTrainingStats getTrainingStats() {
    return training.stats();
  }

  /**
   * Sets the listeners, which are called on the driver: {@code onEpochStart}, then {@code
   * iterationDone} after every average with the network that has it, its score the mean loss of the
   * round, and {@code onEpochEnd}.
   */
  @Override
  public void setListeners(Collection<TrainingListener> newListeners) {
    setListeners(null, newListeners);
  }

  /** The same; listeners that route what they collect send it to the router. */
  @Override
  public void setListeners(StatsStorageRouter router, Collection<TrainingListener> newListeners) {
    List<TrainingListener> listeners = newListeners == null ? List.of() : List.copyOf(newListeners);
    training.setListeners(listeners);
    listeners.stream()
        .filter(listener -> router != null && listener instanceof RoutingIterationListener)
        .forEach(listener -> ((RoutingIterationListener) listener).setStorageRouter(router));
  }

  /**
   * Lets go of the minibatches that are kept for another epoch, in memory, on Spark's local disks
   * and in the export directory.
   */
  @Override
  public boolean deleteTempFiles(JavaSparkContext sc) {
    return training.release();
  }

  @Override
  public boolean deleteTempFiles(SparkContext sc) {
    return training.release();
  }

  /** Not offered: always throws an UnsupportedOperationException. */
  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
    throw new UnsupportedOperationException(NO_WORKERS);
  }

  /** Not offered: always throws an UnsupportedOperationException. */
  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
    throw new UnsupportedOperationException(NO_WORKERS);
  }

  /** Not offered: always throws an UnsupportedOperationException. */
  @Override
  public void addHook(TrainingHook trainingHook) {
    throw new UnsupportedOperationException(NO_HOOKS);
  }

  /** Nothing to remove, for none can be added. */
  @Override
  public void removeHook(TrainingHook trainingHook) {}

  /**
   * Settings, under the names that {@code ParameterAveragingTrainingMaster.Builder} gives them, and
   * LEAP's own.
   */
  public static final class Builder {
    private final MasterSettings settings = new MasterSettings();

    /**
     * A builder with as many workers as the cluster has slots; name their number for results that
     * can be repeated elsewhere.
     */
    public Builder() {}

    /** The same. The number of examples in a DataSet need not be known: they are counted. */
    public Builder(int rddDataSetNumExamples) {
      this(null, rddDataSetNumExamples);
    }

    /**
     * A builder with the arguments of DL4J's own ParameterAveragingTrainingMaster.
     *
     * @param numWorkers logical workers, whatever serves them; null for as many as the cluster has
     *     slots
     * @param rddDataSetNumExamples without meaning here: examples are counted
     */
    public Builder(Integer numWorkers, int rddDataSetNumExamples) {
      settings.workers = numWorkers;
    }

    private Builder with(Consumer<MasterSettings> setting) {
      setting.accept(settings);
      return this;
    }

    /** Logical workers. More than there are examples are as many as there are examples. */
    public Builder workers(int workers) {
      return with(settings -> settings.workers = workers);
    }

    /** Examples in a minibatch of a worker. Default: 16. */
    public Builder batchSizePerWorker(int batchSize) {
      return with(settings -> settings.batchSizePerWorker = batchSize);
    }

    /** Minibatches that a worker trains between two averages. Default: 5. */
    public Builder averagingFrequency(int averagingFrequency) {
      return with(
          settings -> {
            settings.averagingFrequency = averagingFrequency;
            settings.averagingRule = null;
          });
    }

    /**
     * Minibatches between two averages by a rule that knows the step and the learning rate. Steps
     * are the network's iterations, also of earlier calls of {@code fit}.
     */
    public Builder averagingFrequency(AveragingFrequency rule) {
      Objects.requireNonNull(rule, "averaging frequency is null");
      return with(settings -> settings.averagingRule = rule);
    }

    /**
     * What the driver makes of an average before the next round begins with it. What it keeps goes
     * on in the next {@code fit} of the same network by this master; it is no part of the network.
     * Default: nothing.
     */
    public Builder outerOptimizer(OuterOptimizer outer) {
      Objects.requireNonNull(outer, "outer optimizer is null");
      return with(settings -> settings.outerOptimizer = outer);
    }

    /** Whether optimizer state is averaged, not begun anew in every round. Default: it is. */
    public Builder saveUpdater(boolean saveUpdater) {
      return with(settings -> settings.saveUpdater = saveUpdater);
    }

    /** Seed of dropout and other randomness of layers. Default: 0, a seed like any other. */
    public Builder rngSeed(long seed) {
      return with(settings -> settings.seed = seed);
    }

    /** Perturbs the learning rates of the network's updaters in training. Default: not. */
    public Builder perturbation(Perturbation perturbation) {
      return with(settings -> settings.perturbation = perturbation);
    }

    /** The default perturbation of this strength: relative, Gaussian, one draw per parameter. */
    public Builder sigma(double sigma) {
      return perturbation(Perturbation.builder().sigma(sigma).build());
    }

    /** Whether workers draw their own noise or all the same. Default: their own. */
    public Builder streams(TrainingPlan.NoiseStreams streams) {
      settings.streams = Objects.requireNonNull(streams, "streams is null");
      return this;
    }

    /** Whether sigma makes up for what averaging takes from the noise. Default: not. */
    public Builder compensation(TrainingPlan.Compensation compensation) {
      settings.compensation = Objects.requireNonNull(compensation, "compensation is null");
      return this;
    }

    /** Whether workers use DL4J's own layers: less memory, more time. Default: not. */
    public Builder recompute(boolean recompute) {
      return with(settings -> settings.recompute = recompute);
    }

    /** Whether executors may differ in what the last bits depend on. Default: not. */
    public Builder allowMixedHardware(boolean allow) {
      return with(settings -> settings.allowMixedHardware = allow);
    }

    /**
     * Leaves checkpoints in a folder of this training alone, on any Hadoop file system. A program
     * that was ended and is started again goes on from the newest of them, to the same bits.
     * Default: none.
     */
    public Builder checkpointFolder(String folder) {
      return with(settings -> settings.checkpointFolder = folder);
    }

    /** Averages between two checkpoints. Default: 20. */
    public Builder checkpointEveryRounds(int rounds) {
      return with(settings -> settings.checkpointEveryRounds = rounds);
    }

    /** Whether times are collected. Default: not. */
    public Builder collectTrainingStats(boolean collect) {
      return with(settings -> settings.collectTrainingStats = collect);
    }

    /**
     * Where minibatches are kept between epochs. Default: memory, and local disks for the rest.
     *
     * @param level null for the default
     */
    public Builder storageLevel(org.apache.spark.storage.StorageLevel level) {
      return with(settings -> settings.storageLevel = MasterSettings.storageLevelName(level));
    }

    /** Without meaning here: paths are read once, as they come. */
    public Builder storageLevelStreams(org.apache.spark.storage.StorageLevel level) {
      return this;
    }

    /**
     * Direct keeps minibatches as {@link #storageLevel} says; Export writes them to {@link
     * #exportDirectory} and reads them from there in every epoch. Default: Direct. The bits are the
     * same.
     */
    public Builder rddTrainingApproach(org.deeplearning4j.spark.api.RDDTrainingApproach approach) {
      settings.export = approach == org.deeplearning4j.spark.api.RDDTrainingApproach.Export;
      return this;
    }

    /** A folder that all executors reach, on any Hadoop file system. Default: hadoop.tmp.dir. */
    public Builder exportDirectory(String directory) {
      return with(settings -> settings.exportDirectory = directory);
    }

    /** Without meaning here: how states are added up is chosen by cost and changes no bit. */
    public Builder aggregationDepth(int aggregationDepth) {
      return this;
    }

    /** Without meaning here: minibatches are ready before a round begins. */
    public Builder workerPrefetchNumBatches(int batches) {
      return this;
    }

    /** Without meaning here: examples go to workers by their place, without a shuffle. */
    public Builder repartionData(org.deeplearning4j.spark.api.Repartition repartition) {
      return this;
    }

    /** Without meaning here, as {@link #repartionData}. */
    public Builder repartitionStrategy(org.deeplearning4j.spark.api.RepartitionStrategy strategy) {
      return this;
    }

    /** Not offered: throws an UnsupportedOperationException if there is a hook. */
    public Builder trainingHooks(TrainingHook... hooks) {
      return trainingHooks(List.of(hooks));
    }

    /** Not offered: throws an UnsupportedOperationException if there is a hook. */
    public Builder trainingHooks(Collection<TrainingHook> hooks) {
      if (hooks != null && !hooks.isEmpty()) {
        throw new UnsupportedOperationException(NO_HOOKS);
      }
      return this;
    }

    /**
     * Builds the training master.
     *
     * @throws IllegalArgumentException if a value is out of its range, or two do not go together
     */
    public LeapTrainingMaster build() {
      return new LeapTrainingMaster(settings.copy().check());
    }
  }
}
