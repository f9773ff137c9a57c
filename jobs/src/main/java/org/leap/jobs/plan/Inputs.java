package org.leap.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.formats.BadDataException;
import org.leap.spark.checkpoint.RunIdentity;
import org.leap.spark.storage.Folder;
import org.leap.spark.storage.SealedJson;

/**
 * What a run reads, besides its configuration: {@code identity.json} in its folder says what it was
 * when the run began, so that no run goes on with anything else.
 */
public final class Inputs {
  public static final String FILE = "identity.json";

  /** The input that is no part of the data. */
  static final String MODEL_FILE = "model.file";

  private static final int LIMIT = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Inputs() {}

  /** What is there now. */
  public static Map<String, String> now(RunConfig config, DataSet data, Configuration hadoop)
      throws IOException {
    Map<String, String> inputs = new TreeMap<>(data.identity());
    if (config.model() instanceof ModelConfig.File file) {
      inputs.put(MODEL_FILE, content(file.location(), hadoop));
    }
    return inputs;
  }

  private static String content(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return "sha256 " + DigestUtils.sha256Hex(in);
    } catch (FileNotFoundException e) {
      // Its reader has the better words for it.
      return "no file";
    }
  }

  /**
   * What it was when the run of this folder began; nothing if it has not, or an old version did.
   */
  public static Optional<RunIdentity> begun(Folder folder) throws IOException {
    Optional<String> text = folder.read(FILE, LIMIT);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    SealedJson json = SealedJson.parse(text.get());
    try {
      RunIdentity identity = JSON.readValue(json.object(), RunIdentity.class);
      if (json.seal() == SealedJson.Seal.GOOD && identity != null) {
        return Optional.of(identity);
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw new BadDataException(
        folder.location(FILE),
        "is damaged, so it cannot be told whether the data are those the run began with; restore it, or use another --run-dir or --restart");
  }

  /** Writes down what the run of a folder begins with. */
  public static void begin(Folder folder, RunIdentity identity) throws IOException {
    folder.write(FILE, SealedJson.seal(JSON.writeValueAsString(identity)));
  }

  /**
   * Refuses to go on with other inputs.
   *
   * @param where the run folder or what else tells what it was
   * @throws BadDataException if it is not so any more
   */
  public static void refuseOthers(String where, RunIdentity begun, Map<String, String> now) {
    List<String> changes = begun.changes(now);
    if (!changes.isEmpty()) {
      throw others(where, String.join("; ", changes));
    }
  }

  /** The same, where it is known what changed. */
  public static BadDataException others(String where, String changes) {
    return new BadDataException(
        where,
        "was begun with other data or another model.file, and would be a mixture of both: %s; put them back, or use another --run-dir or --restart"
            .formatted(changes));
  }

  /** Sees to it that runs that name the same data and the same model file have read the same. */
  public static final class Shared {
    private record Seen(String run, RunIdentity identity) {}

    private final Map<String, Seen> byName = new HashMap<>();
    private boolean changed;

    /**
     * Takes note of what the run of a folder has read, if it has begun.
     *
     * @throws BadDataException if another run has read something else
     */
    public void remember(RunConfig config, Folder run) throws IOException {
      Optional<RunIdentity> begun = Inputs.begun(run);
      if (begun.isPresent()) {
        check(config, run.toString(), begun.get().inputs());
      }
    }

    /**
     * What the run of a folder has read if it has begun, or else another one of the same data;
     * nothing where none has.
     */
    public synchronized Map<String, String> before(RunConfig config, Folder run)
        throws IOException {
      return Inputs.begun(run)
          .or(() -> Optional.ofNullable(byName.get(config.data().filesKey())).map(Seen::identity))
          .map(RunIdentity::inputs)
          .orElse(Map.of());
    }

    /**
     * Takes note of what a run has read.
     *
     * @param run its folder
     * @throws BadDataException if another run has read something else
     */
    public synchronized void check(RunConfig config, String run, Map<String, String> inputs) {
      Map<String, String> data = new TreeMap<>(inputs);
      String model = data.remove(Inputs.MODEL_FILE);
      check(config.data().filesKey(), run, data);
      if (config.model() instanceof ModelConfig.File file) {
        check(file.location(), run, Map.of(Inputs.MODEL_FILE, String.valueOf(model)));
      }
    }

    private void check(String name, String run, Map<String, String> inputs) {
      Seen seen = byName.putIfAbsent(name, new Seen(run, new RunIdentity("", inputs)));
      if (seen != null) {
        changed |= !seen.identity().changes(inputs).isEmpty();
        Inputs.refuseOthers("%s, like %s,".formatted(seen.run(), run), seen.identity(), inputs);
      }
    }

    /** Whether any run was refused. */
    public synchronized boolean haveChanged() {
      return changed;
    }
  }
}
