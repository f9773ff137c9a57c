package org.leap.spark.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.storage.Folder;

/**
 * The checkpoints of a run, one folder each: {@code round-NNNNNN/state.bin} and {@code
 * manifest.json}. The manifest is written last and atomically: it is the commit file, on every file
 * system alike.
 */
public final class CheckpointStore {
  private static final Pattern NAME = Pattern.compile("round-\\d{6,10}");
  private static final int MANIFEST_LIMIT = 1 << 24;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  private final Folder folder;
  private final int keep;

  /**
   * The checkpoints of a folder, which need not exist yet.
   *
   * @param keep how many of the newest checkpoints stay, at least 1
   */
  public CheckpointStore(Folder folder, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("keep is " + keep + ", expected at least 1");
    }
    this.folder = folder;
    this.keep = keep;
  }

  /** Saves a checkpoint that is not there yet, then deletes those that are no longer kept. */
  public void save(Checkpoint checkpoint) throws IOException {
    String name = "round-%06d".formatted(checkpoint.rounds());
    Folder target = folder.folder(name);
    if (target.exists(Manifest.FILE)) {
      if (isGood(name)) {
        // An earlier attempt saved this round. It is the same to the bit.
        return;
      }
      setAside(name);
    }
    // What an attempt left that ended before its commit.
    folder.delete(name);
    target.create();
    NetworkState state = checkpoint.state();
    ModelMean mean = checkpoint.memory().mean();
    String[] sha256 = new String[1];
    target.write(StateFile.FILE, out -> sha256[0] = StateFile.write(state, mean, out));
    Manifest manifest =
        new Manifest(
            Manifest.VERSION,
            checkpoint.rounds(),
            checkpoint.step(),
            checkpoint.fingerprint(),
            4L * state.parameters().length
                + 4L * state.optimizerState().length
                + 4L * mean.parameters().length,
            sha256[0],
            state.parameters().length,
            state.optimizerState().length,
            mean.parameters().length,
            mean.models(),
            checkpoint.memory().evaluations());
    target.write(Manifest.FILE, JSON.writeValueAsString(manifest));
    prune();
  }

  /**
   * The newest checkpoint that can be used.
   *
   * @param skipped told of each newer one that cannot, and why
   */
  public Optional<Checkpoint> newest(Consumer<String> skipped) throws IOException {
    List<String> names = committed();
    for (int i = names.size() - 1; i >= 0; i--) {
      try {
        return Optional.of(read(names.get(i)));
      } catch (BadCheckpointException e) {
        skipped.accept(
            "checkpoint %s is skipped: %s"
                .formatted(folder.location(names.get(i)), e.getMessage()));
      }
    }
    return Optional.empty();
  }

  private Checkpoint read(String name) throws IOException {
    Folder source = folder.folder(name);
    Manifest manifest = manifest(source);
    if (!source.exists(StateFile.FILE)) {
      throw new BadCheckpointException("it has no " + StateFile.FILE);
    }
    try (var in = source.open(StateFile.FILE)) {
      return StateFile.read(manifest, in);
    }
  }

  private static Manifest manifest(Folder source) throws IOException {
    String text;
    try {
      text = source.read(Manifest.FILE, MANIFEST_LIMIT).orElse("");
      Manifest manifest = JSON.readValue(text, Manifest.class);
      manifest.check();
      return manifest;
    } catch (JsonProcessingException e) {
      throw new BadCheckpointException("its manifest cannot be read: " + e.getOriginalMessage());
    }
  }

  private boolean isGood(String name) throws IOException {
    try {
      read(name);
      return true;
    } catch (BadCheckpointException e) {
      return false;
    }
  }

  private void setAside(String name) throws IOException {
    int n = 1;
    while (folder.exists(name + ".bad-" + n)) {
      n++;
    }
    if (!folder.rename(name, name + ".bad-" + n)) {
      throw new IOException(folder.location(name) + " is damaged and cannot be moved aside");
    }
  }

  /** Oldest first. Without its commit file a folder is not a checkpoint. */
  private List<String> committed() throws IOException {
    List<String> names =
        folder.names().stream().filter(name -> NAME.matcher(name).matches()).toList();
    List<String> committed = new ArrayList<>();
    for (String name : names) {
      if (folder.folder(name).exists(Manifest.FILE)) {
        committed.add(name);
      }
    }
    committed.sort(Comparator.comparingLong(name -> Long.parseLong(name.substring(6))));
    return committed;
  }

  private void prune() throws IOException {
    List<String> names = committed();
    for (String name : names.subList(0, Math.max(0, names.size() - keep))) {
      // The commit file goes first: what is half deleted is no checkpoint.
      folder.folder(name).delete(Manifest.FILE);
      folder.delete(name);
    }
  }
}
