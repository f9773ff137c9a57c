package org.leap.jobs.plan;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.formats.BadDataException;
import org.leap.spark.checkpoint.RunIdentity;
import org.leap.spark.storage.Folder;

/** Sees to it that runs that name the same data and the same model file have read the same. */
public final class SharedInputs {
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
