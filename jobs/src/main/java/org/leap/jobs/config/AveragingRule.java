package org.leap.jobs.config;

import java.util.List;
import java.util.Optional;
import org.leap.jobs.config.Span.Clock;
import org.leap.spark.engine.AveragingFrequency;

/** How many local steps lie between two averagings: a number, or a rule by which it changes. */
public sealed interface AveragingRule {
  /**
   * The frequency of a run.
   *
   * @param schedule of its learning rate
   * @throws IllegalArgumentException if a span has more steps than a run can have
   */
  AveragingFrequency at(Clock clock, ScheduleConfig schedule);

  /** The same for all rounds, at least 1. */
  record Steps(int steps) implements AveragingRule {
    @Override
    public AveragingFrequency at(Clock clock, ScheduleConfig schedule) {
      return new AveragingFrequency.Constant(steps);
    }
  }

  /** The quadratic synchronization rule (Gu et al. 2024): {@code max(start, (alpha / rate)^2)}. */
  @Key.Word("quadratic")
  record Quadratic(
      @Key(doc = "local steps of the shortest rounds", orElse = "5", in = "[1, 1000000]") int start,
      @Key(
              doc =
                  "a round has `(alpha / rate)^2` local steps, rounded down, if those are more than `start`",
              in = "(0, )")
          double alpha)
      implements AveragingRule {
    @Override
    public AveragingFrequency at(Clock clock, ScheduleConfig schedule) {
      return new AveragingFrequency.Quadratic(start, alpha, schedule.rise(clock));
    }
  }

  /** Every step first, fewer averagings later (Lin et al. 2020). */
  @Key.Word("post-local")
  record PostLocal(
      @Key(doc = "until then every step is averaged") Span from,
      @Key(
              doc = "local steps between two averagings from then on",
              orElse = "16",
              in = "[1, 1000000]")
          int then)
      implements AveragingRule {
    @Override
    public AveragingFrequency at(Clock clock, ScheduleConfig schedule) {
      return new AveragingFrequency.PostLocal(
          clock.steps("training.averagingFrequency", from), then);
    }
  }

  /** The rules, of which one is written. */
  @Key.OnlyOneOf({"quadratic", "post-local"})
  record Block(
      @Key(doc = "rounds grow as the learning rate falls", absent = "another rule")
          Optional<Quadratic> quadratic,
      @Key(
              name = "post-local",
              doc = "every step is averaged first, and later rounds are longer",
              absent = "another rule")
          Optional<PostLocal> postLocal) {

    static void check(Values values) {
      values.refuseIf(
          !values.isAttempted("quadratic") && !values.isAttempted("post-local"),
          "quadratic",
          "missing; write quadratic, post-local or a number");
    }

    private AveragingRule rule() {
      return quadratic.<AveragingRule>map(rule -> rule).orElseGet(postLocal::orElseThrow);
    }
  }

  /** How it is written: as a number, or as a block with a rule. */
  record Written(WholeNumber<Integer> number, Fields<Block> block)
      implements BlockType<AveragingRule> {
    @Override
    public String documentation() {
      return number.documentation() + ", or block";
    }

    @Override
    public List<Fields<? extends AveragingRule>> alternatives() {
      return List.of(
          new Fields<>(
              block.variant(),
              block.settings(),
              block.exclusive(),
              block.checks(),
              values -> block.builder().apply(values).rule()));
    }

    @Override
    public Tree.Block retain(Tree.Block lower, Tree.Block higher) {
      return block.retain(lower, higher);
    }

    @Override
    public Optional<Read<AveragingRule>> read(Tree tree, Site site) {
      if (tree instanceof Tree.Block) {
        return block.read(tree, site).map(read -> new Read<>(read.value().rule(), read.resolved()));
      }
      return number
          .read(tree, site)
          .map(read -> new Read<>(new Steps(read.value()), read.resolved()));
    }
  }
}
