package org.leap.jobs.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.leap.core.step.Precision;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.text.Quoted;

/**
 * PyTorch in a process of its own that takes steps of a network when it is asked, by {@code
 * torch_step.py}. It ends when it is closed, and with this process, at the end of its input.
 */
final class TorchPeer implements AutoCloseable {
  /** The interpreter of the PATH. */
  static final String PYTHON = "python3";

  private static final String SCRIPT = "torch_step.py";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int LONGEST_LINE = 1 << 16;
  private static final int MOST_VARIANTS = 8;
  private static final String INSTALL =
      "install PyTorch for it (Debian: apt-get install python3-torch)";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final Process process;
  private final OutputStream questions;
  private final InputStream answers;
  private final Greeting greeting;

  /** A network that it can time: in which layout, whether by bfloat16 autocast. */
  record Variant(String layout, boolean autocast) {}

  /** What the script says first. */
  private record Greeting(String torch, long parameters, List<Variant> variants) {}

  /** Times of the steps that were asked for. */
  private record Times(List<Long> nanoseconds) {}

  private TorchPeer(Process process) {
    this.process = process;
    this.questions = process.getOutputStream();
    this.answers = new BufferedInputStream(process.getInputStream());
    try {
      this.greeting = checked(read(Greeting.class));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts it with the networks of a setting.
   *
   * @param python the interpreter, by name or path
   * @throws UsageException if it or its PyTorch is missing
   */
  static TorchPeer start(String python, StepSetting setting) {
    List<String> options =
        setting.precision() == Precision.FLOAT32 ? List.of() : List.of("autocast");
    return start(
        python,
        setting.model(),
        setting.batchSize(),
        setting.optimizer(),
        StepClock.now(),
        options);
  }

  /**
   * Starts one process a worker; what is then timed is a round of all of them, by the wall's clock.
   *
   * @param python the interpreter, by name or path
   * @throws UsageException if it or its PyTorch is missing
   */
  static TorchPeer startAveraging(String python, BenchOptimizer optimizer, Load load) {
    return start(
        python,
        load.model(),
        load.batchSize(),
        optimizer,
        StepClock.WALL,
        List.of(
            "local-sgd",
            Integer.toString(load.workers()),
            Integer.toString(load.averagingFrequency())));
  }

  private static TorchPeer start(
      String python,
      BenchModel model,
      int batchSize,
      BenchOptimizer optimizer,
      StepClock clock,
      List<String> options) {
    if (!StepClock.onCpu()) {
      throw new UsageException("PyTorch is timed on the processor, and ND4J's backend is a GPU's");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                python,
                "-c",
                script(),
                model.toString(),
                Integer.toString(batchSize),
                optimizer.toString(),
                StepClock.threads(),
                clock.name().toLowerCase(Locale.ROOT)));
    command.addAll(options);
    try {
      return new TorchPeer(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    } catch (IOException e) {
      throw new UsageException(
          "%s cannot be started: %s".formatted(Quoted.bare(python), INSTALL), e);
    }
  }

  private static String script() {
    try (InputStream script = TorchPeer.class.getResourceAsStream(SCRIPT)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Greeting checked(Greeting greeting) {
    List<Variant> variants = greeting.variants();
    if (greeting.torch() == null
        || variants == null
        || variants.isEmpty()
        || variants.size() > MOST_VARIANTS
        || variants.stream().anyMatch(one -> one == null || one.layout() == null)
        || variants.get(0).autocast()) {
      throw unreadable(greeting.toString(), null);
    }
    return greeting;
  }

  String version() {
    return Quoted.bare(greeting.torch());
  }

  List<Variant> variants() {
    return greeting.variants();
  }

  /** Checks that it has the same network, as far as the number of parameters tells. */
  void requireParameters(long ours) {
    if (greeting.parameters() != ours) {
      throw new IllegalStateException(
          "PyTorch's network has %s parameters, ours %s: their steps are not the same work"
              .formatted(greeting.parameters(), ours));
    }
  }

  /** The shortest of some steps after one that does not count, in nanoseconds. */
  double shortest(int variant, int steps) {
    return times(variant, steps + 1).stream()
        .skip(1)
        .mapToLong(Long::longValue)
        .min()
        .orElseThrow();
  }

  /** The time that so many rounds take together, in nanoseconds. */
  double total(int variant, int rounds) {
    return times(variant, rounds).stream().mapToLong(Long::longValue).sum();
  }

  private List<Long> times(int variant, int count) {
    try {
      questions.write("%s %s\n".formatted(variant, count).getBytes(StandardCharsets.US_ASCII));
      questions.flush();
    } catch (IOException e) {
      throw ended(e);
    }
    List<Long> times = read(Times.class).nanoseconds();
    if (times == null
        || times.size() != count
        || times.stream().anyMatch(time -> time == null || time <= 0)) {
      throw unreadable(String.valueOf(times), null);
    }
    return times;
  }

  private <T> T read(Class<T> type) {
    String line = line();
    try {
      JsonNode object = JSON.readTree(line);
      refuse(object);
      T value = JSON.treeToValue(object, type);
      if (value == null) {
        throw unreadable(line, null);
      }
      return value;
    } catch (JsonProcessingException e) {
      throw unreadable(line, e);
    }
  }

  private static void refuse(JsonNode object) {
    if (object.path("missing").isTextual()) {
      throw new UsageException(
          "python3 has no PyTorch (%s): %s"
              .formatted(Quoted.bare(object.path("missing").textValue()), INSTALL));
    }
    if (object.path("error").isTextual()) {
      throw new IllegalStateException(
          "PyTorch has failed: " + Quoted.bare(object.path("error").textValue()));
    }
  }

  /** The next line; a thread that waits for it can be interrupted. */
  private String line() {
    CompletableFuture<String> line = CompletableFuture.supplyAsync(this::boundedLine);
    try {
      return line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PyTorch was measured", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "PyTorch has not answered for %s minutes".formatted(PATIENCE.toMinutes()), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    }
  }

  private String boundedLine() {
    var line = new ByteArrayOutputStream();
    try {
      for (int next = answers.read(); next != '\n'; next = answers.read()) {
        if (next < 0) {
          throw ended(null);
        }
        if (line.size() == LONGEST_LINE) {
          throw unreadable(line.toString(StandardCharsets.UTF_8), null);
        }
        line.write(next);
      }
    } catch (IOException e) {
      throw ended(e);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static UsageException ended(IOException cause) {
    return new UsageException(
        "python3 has ended before it answered with steps of PyTorch: " + INSTALL, cause);
  }

  private static IllegalStateException unreadable(String answer, Exception cause) {
    return new IllegalStateException(
        "python3 has answered what is no figure of PyTorch: " + Quoted.of(answer), cause);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
