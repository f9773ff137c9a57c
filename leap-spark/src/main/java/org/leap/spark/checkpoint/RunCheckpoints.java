package org.leap.spark.checkpoint;

import static org.leap.spark.checkpoint.OtherRunException.Difference.HARDWARE;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.storage.Folder;

/**
 * The checkpoints of one run: when it saves one, and which it goes on from. Every way of training
 * has its checkpoints from here.
 */
public final class RunCheckpoints {
  private final Folder folder;
  private final Settings settings;
  private final CheckpointStore store;

  /** Those of a folder, which need not exist yet. */
  public RunCheckpoints(Folder folder, Settings settings) {
    this.folder = folder;
    this.settings = settings;
    this.store = new CheckpointStore(folder, settings.keep());
  }

  /**
   * What changes no result.
   *
   * @param everyRounds rounds between two checkpoints, at least 1
   * @param keep how many of the newest stay, at least 1
   */
  public record Settings(int everyRounds, int keep) {
    /** How many stay unless that is said. */
    public static final int KEEP = 3;

    public Settings {
      if (everyRounds < 1) {
        throw new IllegalArgumentException(
            "%s rounds between two checkpoints, expected at least 1".formatted(everyRounds));
      }
    }
  }

  /** Whether one is to be saved after so many finished rounds. */
  public boolean isDue(int rounds) {
    return rounds % settings.everyRounds() == 0;
  }

  /**
   * Saves a checkpoint, unless the same is there.
   *
   * @throws OtherRunException if another run has saved its own of that round
   */
  public void save(Checkpoint checkpoint) throws IOException {
    store.save(checkpoint);
  }

  /**
   * The newest checkpoint that the run can go on from; nothing if it starts at its beginning.
   *
   * @param trainer that goes on from it, which is told of its hardware
   * @param own of the run, given the identity that a checkpoint has
   * @param objection why it cannot go on from a checkpoint of its own, if so
   * @param skipped told of each newer one that it cannot go on from, and why
   * @throws OtherRunException if the checkpoint is another run's, or of other hardware
   */
  public Optional<Checkpoint> newest(
      AveragingTrainer trainer,
      UnaryOperator<RunIdentity> own,
      Function<Checkpoint, Optional<String>> objection,
      Consumer<String> skipped)
      throws IOException {
    Optional<Checkpoint> checkpoint =
        store.newest(
            found -> {
              found.identity().ifPresent(saved -> refuseOther(saved, own.apply(saved)));
              return objection.apply(found);
            },
            skipped);
    checkpoint.ifPresent(found -> refuseOtherHardware(trainer, found.fingerprint()));
    return checkpoint;
  }

  /** Refuses what another run has saved. */
  void refuseOther(RunIdentity saved, RunIdentity own) {
    OtherRunException.refuse(folder, saved, own);
  }

  private void refuseOtherHardware(AveragingTrainer trainer, String before) {
    trainer
        .goesOnFrom(before)
        .ifPresent(
            here -> {
              throw new OtherRunException(
                  folder, HARDWARE, "was made on %s, here is %s".formatted(before, here));
            });
  }

  /**
   * Why a checkpoint is none that a run comes by, if so.
   *
   * @param rounds finished rounds that it tells of
   * @param step local steps that it tells of
   * @param there steps that the run has after so many rounds; nothing if it has not as many
   * @param total rounds of the run
   */
  public static Optional<String> misplaced(
      int rounds, int step, Optional<Integer> there, int total) {
    if (there.isPresent() && there.get() == step) {
      return Optional.empty();
    }
    return Optional.of(
        "it is of round %s at step %s, where this run has %s"
            .formatted(
                rounds,
                step,
                there.map(known -> "step " + known).orElse("%s rounds".formatted(total))));
  }
}
