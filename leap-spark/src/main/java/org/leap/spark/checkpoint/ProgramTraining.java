package org.leap.spark.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.DataDigest;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.JobGroup;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RunListener;
import org.leap.spark.engine.Timetable;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training of one network by a program, in one stretch or in several, that leaves checkpoints.
 * A program that was ended and is started again asks for the same stretches: those that were done
 * end at once, and the one that was cut short goes on, to the same bits.
 */
public final class ProgramTraining {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramTraining.class);

  private final RunCheckpoints checkpoints;
  private final String program;
  private final Map<String, String> inputs = new TreeMap<>();
  private final Map<String, String> latest = new TreeMap<>();
  private final List<Double> losses = new ArrayList<>();

  /** Rounds of the stretches before. */
  private int rounds;

  /** What workers were trained on so far; null before the first stretch. */
  private String hardware;

  /** Whether it was looked for what an earlier start came to. */
  private boolean looked;

  /** What an earlier start of the program came to, as long as this one has not passed it. */
  private Optional<Checkpoint> ahead = Optional.empty();

  private ProgramTraining(RunCheckpoints checkpoints, String program) {
    this.checkpoints = checkpoints;
    this.program = program;
  }

  /**
   * A training whose checkpoints are in a folder.
   *
   * @param location a folder of this training alone, which need not exist yet
   * @param program what trains: two that differ do not go on from each other
   * @throws IllegalArgumentException if it is no location of a folder
   */
  public static ProgramTraining in(
      String location, Configuration hadoop, RunCheckpoints.Settings settings, String program) {
    try {
      return new ProgramTraining(
          new RunCheckpoints(Folder.at(location, hadoop), settings), program);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the folder %s cannot be used for checkpoints: %s".formatted(location, e.getMessage()),
          e);
    }
  }

  /** What tells the data of a stretch from others, by a pass over them. */
  public static String digest(ChunkedData data) {
    return new JobGroup(data.chunks().context())
        .run("digest of the data", () -> DataDigest.of(data));
  }

  /**
   * One call for training.
   *
   * @param before local steps that the network has trained when it begins
   * @param steps local steps of it
   * @param last whether the program is known to train no further
   * @param facts what its bits depend on, by name
   */
  public record Stretch(
      AveragingTrainer trainer, int before, int steps, boolean last, Map<String, String> facts) {
    private int end() {
      return before + steps;
    }

    /**
     * What the bits of a stretch depend on.
     *
     * @param settings that shape results, in words
     * @param data their digest
     */
    public static Map<String, String> facts(
        String settings, NetworkBlueprint network, String data) {
      return Map.of(
          "settings",
          settings,
          "network",
          "configuration of sha256 " + DigestUtils.sha256Hex(network.json()),
          "data",
          data);
    }
  }

  /** Mean loss of every round so far, those of earlier starts included. */
  public List<Double> losses() {
    return List.copyOf(losses);
  }

  /** The loss of the last round that the network has seen; NaN before the first. */
  public double lastLoss() {
    List<Double> known = ahead.map(from -> from.memory().losses()).orElse(losses);
    return known.isEmpty() ? Double.NaN : known.get(known.size() - 1);
  }

  /**
   * Trains a stretch, or what is left of it.
   *
   * @param start what it begins with, where nothing is to be gone on from
   * @param listener told of the rounds that are trained now
   * @param taker of what is returned; where it fails, so has the stretch
   * @return the last average. It is that of a later step where a checkpoint is ahead of the stretch
   * @throws OtherRunException if there are checkpoints that are not of the same training
   * @throws UncheckedIOException if checkpoints cannot be read or written
   */
  public NetworkState train(
      Stretch stretch, NetworkState start, RunListener listener, Consumer<NetworkState> taker) {
    note(stretch, start);
    boolean done = false;
    try {
      findAhead(stretch);
      if (hardware != null) {
        stretch.trainer().goesOnFrom(hardware);
      }
      NetworkState end =
          ahead.isPresent()
              ? goOn(stretch, ahead.get(), listener)
              : train(stretch, start, 0, listener);
      taker.accept(end);
      rounds += stretch.trainer().rounds();
      hardware = ahead.map(Checkpoint::fingerprint).orElseGet(stretch.trainer()::hardware);
      done = true;
      return end;
    } finally {
      // Whatever ended it: SparkException is checked, although Scala does not say so.
      if (!done) {
        forget();
      }
    }
  }

  /** Should the program ask again for a stretch, it goes on from the newest checkpoint. */
  private void forget() {
    looked = false;
    ahead = Optional.empty();
    losses.subList(Math.min(rounds, losses.size()), losses.size()).clear();
  }

  /** What is as it was before is not said again, however many stretches there are. */
  private void note(Stretch stretch, NetworkState start) {
    inputs.computeIfAbsent("begun with", key -> StateFile.sha256(start));
    stretch
        .facts()
        .forEach(
            (name, fact) -> {
              if (!fact.equals(latest.put(name, fact))) {
                inputs.put(from(stretch.before()) + ": " + name, fact);
              }
            });
  }

  /** Sorts like the steps. */
  private static String from(int step) {
    return String.format(Locale.ROOT, "from step %010d", step);
  }

  private RunIdentity identity() {
    return new RunIdentity(program, inputs);
  }

  /** The identity of this training with what another knows of later stretches. */
  private RunIdentity upTo(Stretch stretch, RunIdentity saved) {
    Map<String, String> all = new TreeMap<>(inputs);
    all.putAll(new TreeMap<>(saved.inputs()).tailMap(from(stretch.before()) + ";"));
    return new RunIdentity(program, all);
  }

  private void findAhead(Stretch stretch) {
    if (looked) {
      ahead
          .flatMap(Checkpoint::identity)
          .ifPresent(saved -> checkpoints.refuseOther(saved, upTo(stretch, saved)));
      return;
    }
    try {
      ahead =
          checkpoints
              .newest(
                  stretch.trainer(),
                  saved -> upTo(stretch, saved),
                  found -> objection(stretch, found),
                  problem -> LOG.warn("{}", problem))
              .filter(found -> found.step() > stretch.before());
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoints cannot be read: " + e.getMessage(), e);
    }
    looked = true;
  }

  private Optional<String> objection(Stretch stretch, Checkpoint found) {
    if (found.identity().isEmpty()) {
      return Optional.of("it does not say what was trained");
    }
    if (found.memory().losses().size() != found.rounds()) {
      return Optional.of(
          "it remembers %s losses of %s rounds"
              .formatted(found.memory().losses().size(), found.rounds()));
    }
    boolean later = found.step() > stretch.end() && !stretch.last();
    if (later || found.step() <= stretch.before()) {
      return Optional.empty();
    }
    int own = found.rounds() - rounds;
    AveragingTrainer trainer = stretch.trainer();
    return RunCheckpoints.misplaced(
        own,
        found.step() - stretch.before(),
        trainer.after(own, evaluations -> 1).map(Timetable.Position::step),
        trainer.rounds());
  }

  private NetworkState goOn(Stretch stretch, Checkpoint from, RunListener listener) {
    if (from.step() >= stretch.end()) {
      LOG.info(
          "steps {} to {} were trained before: the network is that of the checkpoint at step {}",
          stretch.before(),
          stretch.end(),
          from.step());
      if (from.step() == stretch.end()) {
        take(from);
      }
      return from.state();
    }
    LOG.info("training goes on from the checkpoint at step {}", from.step());
    take(from);
    return train(stretch, from.state(), from.step() - stretch.before(), listener);
  }

  private void take(Checkpoint from) {
    losses.clear();
    losses.addAll(from.memory().losses());
    ahead = Optional.empty();
  }

  private NetworkState train(Stretch stretch, NetworkState state, int step, RunListener listener) {
    return stretch
        .trainer()
        .train(
            state,
            step,
            (round, average, evaluationDue) -> {
              losses.add(round.loss());
              // Told of before it is saved: a round may be repeated, but none goes untold.
              listener.roundFinished(round, average, evaluationDue);
              save(round, average, stretch.trainer().hardware());
            });
  }

  private void save(RoundReport round, NetworkState average, String trainedOn) {
    int finished = losses.size();
    if (!checkpoints.isDue(finished)) {
      return;
    }
    try {
      checkpoints.save(
          new Checkpoint(
              finished,
              round.step(),
              trainedOn,
              average,
              RunMemory.ofLosses(losses),
              Optional.of(identity())));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "checkpoint %s cannot be saved: %s".formatted(finished, e.getMessage()), e);
    }
  }
}
