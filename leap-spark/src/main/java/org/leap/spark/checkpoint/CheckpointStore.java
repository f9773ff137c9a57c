package org.leap.spark.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.leap.spark.storage.Folder;
import org.leap.spark.storage.Folder.TooLargeException;

/**
 * The checkpoints of a run, one folder each: {@code round-NNNNNN/state.bin} and {@code
 * manifest.json}. The manifest is written last and atomically: it is the commit file, on every file
 * system alike.
 */
public final class CheckpointStore {
  private static final Pattern NAME = Pattern.compile("round-\\d{6,10}");
  private static final int MANIFEST_LIMIT = 1 << 24;

  /** A checkpoint that cannot be used: torn, truncated or damaged. */
  static final class BadCheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    BadCheckpointException(String message) {
      super(message);
    }
  }

  private final Folder folder;
  private final int keep;

  /** Whether those that were looked at can be gone on from, by name. */
  private final Map<String, Boolean> usable = new HashMap<>();

  /**
   * The checkpoints of a folder, which need not exist yet.
   *
   * @param keep how many of the newest checkpoints that can be used stay, at least 1
   */
  public CheckpointStore(Folder folder, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("keep is " + keep + ", expected at least 1");
    }
    this.folder = folder;
    this.keep = keep;
  }

  /**
   * Saves a checkpoint that is not there yet, then deletes those that are no longer kept.
   *
   * @throws OtherRunException if the one that is there is another run's
   */
  public void save(Checkpoint checkpoint) throws IOException {
    String name = String.format(Locale.ROOT, "round-%06d", checkpoint.rounds());
    Folder target = folder.folder(name);
    if (target.exists(Manifest.FILE)) {
      refuseOther(name, checkpoint);
      if (isSame(name, checkpoint)) {
        // An earlier attempt saved this round. It is the same to the bit.
        return;
      }
      setAside(name);
    }
    // What an attempt left that ended before its commit.
    folder.delete(name);
    target.create();
    String[] sha256 = new String[1];
    target.write(StateFile.FILE, out -> sha256[0] = StateFile.write(checkpoint, out));
    target.write(Manifest.FILE, Manifest.of(checkpoint, sha256[0]).text());
    usable.put(name, true);
    prune(checkpoint.rounds());
  }

  /**
   * The newest checkpoint that can be used.
   *
   * @param objection why a checkpoint that is not damaged cannot be gone on from, if so
   * @param skipped told of each newer one that cannot, and why
   */
  public Optional<Checkpoint> newest(
      Function<Checkpoint, Optional<String>> objection, Consumer<String> skipped)
      throws IOException {
    for (String name : committed()) {
      try {
        Checkpoint checkpoint = read(name);
        Optional<String> problem = objection.apply(checkpoint);
        if (problem.isPresent()) {
          throw new BadCheckpointException(problem.get());
        }
        usable.put(name, true);
        return Optional.of(checkpoint);
      } catch (BadCheckpointException e) {
        usable.put(name, false);
        skipped.accept(
            "checkpoint %s is skipped: %s".formatted(folder.location(name), e.getMessage()));
      }
    }
    return Optional.empty();
  }

  private Checkpoint read(String name) throws IOException {
    Folder source = folder.folder(name);
    Manifest manifest = manifest(name);
    if (!source.exists(StateFile.FILE)) {
      throw new BadCheckpointException("it has no " + StateFile.FILE);
    }
    try (var in = source.open(StateFile.FILE)) {
      return StateFile.read(manifest, in);
    }
  }

  /** Refuses one that cannot be used, or is that of another round. */
  private Manifest manifest(String name) throws IOException {
    Manifest manifest = Manifest.parse(manifestText(name));
    if (manifest.rounds() != rounds(name)) {
      throw new BadCheckpointException(
          "its manifest is that of round %s".formatted(manifest.rounds()));
    }
    return manifest;
  }

  private String manifestText(String name) throws IOException {
    try {
      return folder.folder(name).read(Manifest.FILE, MANIFEST_LIMIT).orElse("");
    } catch (TooLargeException e) {
      throw new BadCheckpointException(
          "its manifest is larger than %s bytes".formatted(MANIFEST_LIMIT));
    }
  }

  private boolean isUsable(String name) throws IOException {
    if (!usable.containsKey(name)) {
      usable.put(name, isWhole(name));
    }
    return usable.get(name);
  }

  private boolean isWhole(String name) throws IOException {
    try (var in = folder.folder(name).open(StateFile.FILE)) {
      return StateFile.matches(manifest(name), in);
    } catch (BadCheckpointException | FileNotFoundException e) {
      return false;
    }
  }

  /** Two runs that were begun at once in an empty folder would go on moving each other's aside. */
  private void refuseOther(String name, Checkpoint checkpoint) throws IOException {
    try {
      Optional<RunIdentity> saved = Optional.ofNullable(manifest(name).identity());
      if (saved.isPresent() && checkpoint.identity().isPresent()) {
        OtherRunException.refuse(folder, saved.get(), checkpoint.identity().get());
      }
    } catch (BadCheckpointException e) {
      // Whose it is cannot be known; it is moved aside.
    }
  }

  private boolean isSame(String name, Checkpoint checkpoint) throws IOException {
    if (!isWhole(name)) {
      return false;
    }
    Manifest manifest = manifest(name);
    return manifest.step() == checkpoint.step()
        && manifest.sha256().equals(StateFile.write(checkpoint, OutputStream.nullOutputStream()));
  }

  private static long rounds(String name) {
    return Long.parseLong(name.substring(6));
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

  /** Newest first. Without its commit file a folder is not a checkpoint. */
  private List<String> committed() throws IOException {
    List<String> committed = new ArrayList<>();
    for (String name : folder.names()) {
      if (NAME.matcher(name).matches() && folder.folder(name).exists(Manifest.FILE)) {
        committed.add(name);
      }
    }
    committed.sort(Comparator.comparingLong(CheckpointStore::rounds).reversed());
    return committed;
  }

  /**
   * Deletes what is older than the newest that can be used. Those of later rounds are none of them:
   * an earlier attempt left them, and this one did not go on from there.
   */
  private void prune(int rounds) throws IOException {
    int kept = 0;
    for (String name : committed()) {
      if (rounds(name) > rounds) {
        continue;
      }
      if (kept == keep) {
        // The commit file goes first: what is half deleted is no checkpoint.
        folder.folder(name).delete(Manifest.FILE);
        folder.delete(name);
      } else if (isUsable(name)) {
        kept++;
      }
    }
  }
}
