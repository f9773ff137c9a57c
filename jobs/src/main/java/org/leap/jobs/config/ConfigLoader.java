package org.leap.jobs.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.commons.io.FilenameUtils;
import org.leap.jobs.text.Quoted;

/**
 * Loads a configuration. {@code --set} options win over the file, the file over its {@code extends}
 * parents, and those over the defaults.
 */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * Loads and validates a configuration.
   *
   * @param file a YAML file on the local disk
   * @param sets {@code key=value} options, the key a dotted path and the value YAML
   * @param environment variables for the paths of data
   * @throws ConfigException with every problem found
   */
  public static ResolvedConfig load(Path file, List<String> sets, Map<String, String> environment)
      throws ConfigException {
    return load(file, sets, environment, RunSchema.RUN);
  }

  static ResolvedConfig load(
      Path file, List<String> sets, Map<String, String> environment, Fields<RunConfig> schema)
      throws ConfigException {
    requireNonNull(file, "file is null");
    return ResolvedConfig.of(
        read(
            layers -> layers.read(file),
            sets,
            environment,
            schema,
            written -> named(written, file)));
  }

  /**
   * A configuration that is in no file of the local disk.
   *
   * @param source where it is, for messages
   */
  public record Text(String yaml, String source) {
    private Optional<Tree.Block> in(FileLayers layers) {
      return layers.read(yaml, new Origin(Quoted.visible(source), 0, Path.of("").toAbsolutePath()));
    }
  }

  /**
   * The same for a text.
   *
   * @throws ConfigException with every problem found
   */
  public static ResolvedConfig load(Text text, List<String> sets, Map<String, String> environment)
      throws ConfigException {
    return ResolvedConfig.of(
        read(
            text::in,
            sets,
            environment,
            RunSchema.RUN,
            written -> named(written, Path.of(FilenameUtils.getName(text.source())))));
  }

  /**
   * The same for what the folder of a run holds. Settings that its release did not know have the
   * values that give the same result, which need not be the defaults of today.
   *
   * @param text as {@link ResolvedConfig#yaml} was written
   * @throws ConfigException with every problem found
   */
  public static RunConfig loadRecorded(Text text, Map<String, String> environment)
      throws ConfigException {
    return read(text::in, List.of(), environment, RunSchema.RUN, EarlierReleases::completed)
        .value();
  }

  /**
   * Loads and validates a file that has just a {@code data} block, or that block of a run's file.
   *
   * @param file a YAML file on the local disk
   * @param sets {@code key=value} options such as {@code data.seed=1}
   * @param environment variables for the paths of data
   * @throws ConfigException with every problem found
   */
  public static DataConfig loadData(Path file, List<String> sets, Map<String, String> environment)
      throws ConfigException {
    return read(
            layers -> layers.read(file),
            sets,
            environment,
            RunSchema.DATA_ONLY,
            ConfigLoader::dataOf)
        .value();
  }

  /** The same for a text. */
  public static DataConfig loadData(Text text, Map<String, String> environment)
      throws ConfigException {
    return read(text::in, List.of(), environment, RunSchema.DATA_ONLY, ConfigLoader::dataOf)
        .value();
  }

  /**
   * The same for data that a trained network scores, which need not have a training set.
   *
   * @throws ConfigException with every problem found
   */
  public static DataConfig loadDataToScore(
      Path file, List<String> sets, Map<String, String> environment) throws ConfigException {
    return read(
            layers -> layers.read(file),
            sets,
            environment,
            RunSchema.DATA_TO_SCORE,
            ConfigLoader::dataOf)
        .value();
  }

  private static <T> ValueType.Read<T> read(
      Function<FileLayers, Optional<Tree.Block>> layer,
      List<String> sets,
      Map<String, String> environment,
      Fields<T> schema,
      UnaryOperator<Tree.Block> completion)
      throws ConfigException {
    var workingDirectory = Path.of("").toAbsolutePath();
    var problems = new Problems();
    var written = layer.apply(new FileLayers(problems));
    var options = new CommandLine(workingDirectory, problems).read(sets);
    if (written.isPresent()) {
      var merged = BlockType.merge(Optional.of(schema), written.get(), options);
      var context = new Site.Context(Map.copyOf(environment), workingDirectory, problems);
      var read = schema.read(completion.apply(merged), Site.root(context));
      if (read.isPresent()) {
        return read.get();
      }
    }
    throw new ConfigException(problems.inOrder());
  }

  /** Without what else a run is described by; unknown keys stay, to be reported. */
  private static Tree.Block dataOf(Tree.Block block) {
    var others = new ArrayList<>(RunSchema.RUN.names());
    others.removeAll(RunSchema.DATA_ONLY.names());
    return block.changed(entries -> entries.keySet().removeAll(others));
  }

  /** The block with the file's name where it has none of its own. */
  static Tree.Block named(Tree.Block block, Path file) {
    if (block.writes("name")) {
      return block;
    }
    var stem = nameFrom(String.valueOf(file.getFileName()));
    var name = new Tree.Scalar(Origin.defaulted(block.origin()), stem, true);
    return block.changed(entries -> entries.put("name", name));
  }

  /** A name that the key accepts, made from a file's name. */
  static String nameFrom(String fileName) {
    int dot = fileName.lastIndexOf('.');
    var stem = dot > 0 ? fileName.substring(0, dot) : fileName;
    var name = stem.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[.-]+", "");
    return name.isEmpty() ? "run" : name.substring(0, Math.min(name.length(), 100));
  }
}
