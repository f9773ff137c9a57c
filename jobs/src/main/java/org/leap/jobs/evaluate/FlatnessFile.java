package org.leap.jobs.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.core.flatness.AdaptiveSharpness;
import org.leap.core.flatness.Differences;
import org.leap.core.flatness.Eigenvalue;
import org.leap.core.flatness.Estimate;
import org.leap.core.flatness.HessianTrace;
import org.leap.core.flatness.LossLandscape;
import org.leap.core.flatness.LossLine;
import org.leap.core.flatness.NoisyLoss;
import org.leap.core.flatness.SliceOptions;
import org.leap.core.flatness.SpectralDensity;
import org.leap.core.flatness.Spectrum;
import org.leap.jobs.config.FlatnessConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.folder.Json;
import org.leap.jobs.folder.ModelFiles;
import org.leap.jobs.model.ModelReader;
import org.leap.jobs.model.ParametersDigest;
import org.leap.jobs.model.TrainedModel;
import org.leap.jobs.plan.ChunkedSets;
import org.leap.jobs.plan.Inputs;
import org.leap.spark.checkpoint.RunIdentity;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.GraphChunks;
import org.leap.spark.engine.ClusterLandscape;
import org.leap.spark.engine.JobGroup;
import org.leap.spark.storage.Folder;

/**
 * How flat the loss is around a trained network, {@code flatness.json} in its run folder. Absent
 * values were not finite, or not measured.
 *
 * @param options how it was measured
 * @param paramsSha256 of the network
 * @param loss on the examples
 * @param eigenvalueResidual an eigenvalue lies within this distance of the largest
 * @param trace of the Hessian; withheld where its error is too large
 * @param traceProbes that were taken
 * @param noiseIncrease expected loss under weight noise less {@code loss}
 * @param adaptiveSharpness of Kwon et al.
 * @param slice losses along a random direction; empty if not asked for
 * @param spectrum shares of all eigenvalues, in rising order; empty if not asked for
 */
public record FlatnessFile(
    FlatnessConfig options,
    String paramsSha256,
    Double loss,
    Double largestEigenvalue,
    Double eigenvalueResidual,
    Double trace,
    Double traceStandardError,
    Integer traceProbes,
    Double noiseIncrease,
    Double noiseStandardError,
    Double adaptiveSharpness,
    List<SlicePoint> slice,
    List<SpectralDensity.Node> spectrum) {
  private static final String FILE = "flatness.json";
  private static final int LIMIT = 1 << 20;

  /** Chunks in all, on any cluster: sums run over them in order. */
  private static final int PARTS = 8;

  private static final int BATCH = 64;

  /** A loss at an offset in filter lengths; absent where it is not finite. */
  public record SlicePoint(double offset, Double loss) {}

  public FlatnessFile {
    slice = slice == null ? List.of() : List.copyOf(slice);
    spectrum = spectrum == null ? List.of() : List.copyOf(spectrum);
  }

  /** What was measured before; nothing if it was not, or is not readable. */
  public static Optional<FlatnessFile> read(Folder run) throws IOException {
    Optional<String> text = run.read(FILE, LIMIT);
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.ofNullable(new ObjectMapper().readValue(text.get(), FlatnessFile.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * Measures the network of a run that succeeded, unless the folder has it already.
   *
   * @param jobs what the measuring is part of, and ended with
   */
  public static FlatnessFile of(
      Folder run, RunConfig config, FlatnessConfig options, JavaSparkContext spark, JobGroup jobs)
      throws IOException {
    String file = run.exists(ModelFiles.AVERAGED) ? ModelFiles.AVERAGED : ModelFiles.LAST;
    TrainedModel model = ModelReader.read(run.location(file), spark.hadoopConfiguration());
    String sha = ParametersDigest.sha256(model.state().parameters());
    Optional<FlatnessFile> before = read(run);
    if (before.isPresent()
        && options.equals(before.get().options)
        && sha.equals(before.get().paramsSha256)) {
      return before.get();
    }
    DataSet data = DataSet.open(config.data(), spark.hadoopConfiguration());
    Optional<RunIdentity> begun = Inputs.begun(run);
    if (begun.isPresent()) {
      Inputs.refuseOthers(
          run.toString(), begun.get(), Inputs.now(config, data, spark.hadoopConfiguration()));
    }
    FlatnessFile measured = measure(model, sha, data, options, spark, jobs);
    run.write(FILE, Json.document(measured));
    return measured;
  }

  private static FlatnessFile measure(
      TrainedModel model,
      String sha,
      DataSet data,
      FlatnessConfig options,
      JavaSparkContext spark,
      JobGroup jobs) {
    ChunkLayout layout = layout(data, options.examples());
    int enough = (options.examples() + layout.chunkExamples() - 1) / layout.chunkExamples();
    try (ChunkedSets chunks = new ChunkedSets(spark, data)) {
      ChunkedData some = chunks.first(data.train(), layout, enough);
      ClusterLandscape landscape =
          ClusterLandscape.of(model.blueprint(), model.state(), some, jobs);
      return of(landscape, sha, options);
    }
  }

  static FlatnessFile of(LossLandscape landscape, String sha, FlatnessConfig options) {
    NoisyLoss noisy =
        NoisyLoss.of(
            landscape,
            new NoisyLoss.Options(
                options.noise(), NoisyLoss.Scale.BLOCK_RMS, options.noisePairs(), 0));
    Optional<Eigenvalue> largest = ifSmooth(() -> largest(landscape, options));
    Optional<Estimate> trace = ifSmooth(() -> trace(landscape, options));
    Optional<Estimate> shown =
        trace.filter(estimate -> estimate.relativeError() <= options.traceError());
    return new FlatnessFile(
        options,
        sha,
        Json.finite(noisy.loss()),
        largest.map(Eigenvalue::value).orElse(null),
        largest.map(Eigenvalue::residual).orElse(null),
        shown.map(Estimate::value).orElse(null),
        shown.map(Estimate::standardError).orElse(null),
        trace.map(Estimate::samples).orElse(null),
        Json.finite(noisy.increase().value()),
        Json.finite(noisy.increase().standardError()),
        adaptiveSharpness(landscape, options),
        slice(landscape, options),
        spectrum(landscape, options));
  }

  private static Eigenvalue largest(LossLandscape landscape, FlatnessConfig options) {
    var asked = new Spectrum.Options(1, options.lanczosSteps(), Differences.ONE_SIDED, 0);
    return Spectrum.of(landscape, asked).largest().get(0);
  }

  private static Estimate trace(LossLandscape landscape, FlatnessConfig options) {
    var asked = new HessianTrace.Options(options.traceProbes(), Differences.ONE_SIDED, 0);
    int most = Math.max(options.traceProbes(), options.traceProbesMost());
    return HessianTrace.within(landscape, asked, options.traceError(), most);
  }

  private static Double adaptiveSharpness(LossLandscape landscape, FlatnessConfig options) {
    if (options.sharpnessSteps() == 0) {
      return null;
    }
    var asked =
        new AdaptiveSharpness.Options(options.sharpnessRadius(), options.sharpnessSteps(), 0);
    return Json.finite(AdaptiveSharpness.of(landscape, asked).value());
  }

  private static List<SpectralDensity.Node> spectrum(
      LossLandscape landscape, FlatnessConfig options) {
    if (options.spectrumProbes() == 0) {
      return List.of();
    }
    var asked =
        new SpectralDensity.Options(
            options.spectrumProbes(), options.spectrumSteps(), Differences.ONE_SIDED, 0);
    return ifSmooth(() -> SpectralDensity.of(landscape, asked).nodes()).orElse(List.of());
  }

  /** Empty where the loss is not smooth enough to have a Hessian in floats. */
  private static <T> Optional<T> ifSmooth(Supplier<T> measure) {
    try {
      return Optional.of(measure.get());
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static List<SlicePoint> slice(LossLandscape landscape, FlatnessConfig options) {
    if (options.slicePoints() == 0) {
      return List.of();
    }
    return LossLine.of(landscape, new SliceOptions(1, options.slicePoints(), 0)).points().stream()
        .map(point -> new SlicePoint(point.offset(), Json.finite(point.loss())))
        .toList();
  }

  /** Small chunks, so that the first of them hold about the examples asked for. */
  private static ChunkLayout layout(DataSet data, int examples) {
    int all = data.train().count();
    if (data.graph().isPresent()) {
      return GraphChunks.layout(all, 1);
    }
    int part = (Math.min(examples, all) + PARTS - 1) / PARTS;
    int batch = Math.min(BATCH, part);
    return new ChunkLayout(all, 1, batch, (part + batch - 1) / batch * batch);
  }
}
