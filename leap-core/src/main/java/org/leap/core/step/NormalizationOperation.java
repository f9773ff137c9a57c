package org.leap.core.step;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leap.core.onednn.Buffer;
import org.leap.core.onednn.Layout;
import org.leap.core.onednn.Primitive;
import org.leap.core.onednn.Primitive.Activation;
import org.leap.core.onednn.Primitive.Function;
import org.leap.core.onednn.Primitive.Statistics;
import org.leap.core.onednn.Program.Argument;

/**
 * Batch normalization and, if wanted, a rectifier. In training it leaves for DL4J, as the gradients
 * of the running statistics, what is to be subtracted from them.
 */
final class NormalizationOperation implements Operation {

  /**
   * A layer's settings and parameters.
   *
   * @param scaleShift gamma, then beta
   * @param spread the running variance, or the decimal logarithm of its root
   * @param logarithmic which of the two
   * @param decay share of the running statistics that a step keeps
   * @param fixed whether gradients, too, are those at the running statistics, which stay
   */
  record Settings(
      Weights scaleShift,
      Weights mean,
      Weights spread,
      boolean logarithmic,
      double epsilon,
      double decay,
      boolean fixed) {}

  private final Value input;
  private final Value result;
  private final Settings settings;
  private final boolean rectified;
  private final int channels;
  private final Layout perChannel;
  private final Layout scaleShift;
  private Primitive forward;
  private Buffer mean;
  private Buffer variance;
  private Optional<Buffer> signs;

  NormalizationOperation(Value input, Value result, Settings settings, boolean rectified) {
    this.input = input;
    this.result = result;
    this.settings = settings;
    this.rectified = rectified;
    this.channels = (int) input.channels();
    this.perChannel = Layout.plain(Layout.Type.FLOAT32, channels);
    this.scaleShift = Layout.plain(Layout.Type.FLOAT32, 2, channels);
  }

  @Override
  public Value result() {
    return result;
  }

  @Override
  public Operation with(Activation activation) {
    boolean can = !rectified && activation.function() == Function.RELU && activation.alpha() == 0;
    return can ? new NormalizationOperation(input, result, settings, true) : null;
  }

  /** Rows are images of one pixel: oneDNN has fast code for images alone. */
  private Layout layout(PlanBuilder plan) {
    return input.isImage()
        ? plan.layout(input)
        : Layout.channelsLast(plan.type(), input.examples(), channels, 1, 1);
  }

  private Buffer asImage(PlanBuilder plan, Buffer buffer) {
    return input.isImage() ? buffer : plan.program().view(buffer, layout(plan));
  }

  private Statistics statistics(PlanBuilder plan) {
    return plan.isTraining() && !settings.fixed ? Statistics.OF_BATCH : Statistics.GIVEN;
  }

  @Override
  public void forward(PlanBuilder plan) {
    forward =
        Primitive.normalization(
            plan.mode(), layout(plan), settings.epsilon, statistics(plan), rectified);
    mean = plan.program().buffer(perChannel);
    variance = plan.program().buffer(perChannel);
    signs = forward.workspace().map(plan.program()::buffer);
    result.setBuffer(plan.buffer(result));
    if (statistics(plan) == Statistics.GIVEN) {
      Buffer running = plan.parameters(settings.mean, perChannel);
      Buffer spread = plan.parameters(settings.spread, perChannel);
      plan.program().add(() -> load(running, spread), mean, variance);
    }
    List<Argument> arguments = arguments(plan);
    arguments.add(new Argument(DNNL_ARG_DST, asImage(plan, result.buffer())));
    plan.program().add(forward, arguments.toArray(Argument[]::new));
  }

  private List<Argument> arguments(PlanBuilder plan) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_SRC, asImage(plan, input.buffer())));
    arguments.add(
        new Argument(DNNL_ARG_SCALE_SHIFT, plan.parameters(settings.scaleShift, scaleShift)));
    arguments.add(new Argument(DNNL_ARG_MEAN, mean));
    arguments.add(new Argument(DNNL_ARG_VARIANCE, variance));
    signs.ifPresent(buffer -> arguments.add(new Argument(DNNL_ARG_WORKSPACE, buffer)));
    return arguments;
  }

  private void load(Buffer running, Buffer spread) {
    mean.floats(channels).put(running.floats(channels));
    FloatBuffer from = spread.floats(channels);
    FloatBuffer to = variance.floats(channels);
    for (int c = 0; c < channels; c++) {
      to.put(c, (float) variance(from.get(c)));
    }
  }

  private double variance(float parameter) {
    return settings.logarithmic ? StrictMath.pow(10, 2.0 * parameter) : parameter;
  }

  @Override
  public void backward(PlanBuilder plan) {
    Buffer gradient = plan.gradientOf(result);
    Buffer target = plan.ownsGradient(result) ? gradient : plan.buffer(input);
    Primitive backward =
        Primitive.normalizationBackward(
            layout(plan), settings.epsilon, statistics(plan), rectified, forward);
    List<Argument> arguments = arguments(plan);
    arguments.add(new Argument(DNNL_ARG_DIFF_DST, asImage(plan, gradient)));
    arguments.add(new Argument(DNNL_ARG_DIFF_SRC, asImage(plan, target)));
    arguments.add(
        new Argument(DNNL_ARG_DIFF_SCALE_SHIFT, plan.gradient(settings.scaleShift, scaleShift)));
    plan.program().add(backward, arguments.toArray(Argument[]::new));
    addStatistics(plan);
    if (input.isTrained()) {
      plan.addGradient(input, target);
    }
  }

  private void addStatistics(PlanBuilder plan) {
    Buffer runningMean = plan.parameters(settings.mean, perChannel);
    Buffer runningSpread = plan.parameters(settings.spread, perChannel);
    Buffer meanChange = plan.gradient(settings.mean, perChannel);
    Buffer spreadChange = plan.gradient(settings.spread, perChannel);
    plan.program()
        .add(
            () -> {
              change(runningMean, mean, meanChange);
              if (settings.logarithmic) {
                changeLogarithm(runningSpread, spreadChange);
              } else {
                change(runningSpread, variance, spreadChange);
              }
            },
            mean,
            variance);
  }

  /** What is subtracted from a running statistic so that it decays towards the batch's. */
  private void change(Buffer running, Buffer batch, Buffer change) {
    FloatBuffer old = running.floats(channels);
    FloatBuffer now = batch.floats(channels);
    FloatBuffer out = change.floats(channels);
    float rate = settings.fixed ? 0 : (float) (1 - settings.decay);
    for (int c = 0; c < channels; c++) {
      out.put(c, (old.get(c) - now.get(c)) * rate);
    }
  }

  /** Half the decimal logarithm of the old running variance over the new one. */
  private void changeLogarithm(Buffer running, Buffer change) {
    FloatBuffer old = running.floats(channels);
    FloatBuffer now = variance.floats(channels);
    FloatBuffer out = change.floats(channels);
    for (int c = 0; c < channels; c++) {
      double before = variance(old.get(c));
      double after = settings.decay * before + (1 - settings.decay) * now.get(c);
      out.put(c, settings.fixed ? 0 : (float) (StrictMath.log10(before / after) / 2));
    }
  }
}
