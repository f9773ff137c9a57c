package org.leap.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.core.step.Precision;
import org.leap.jobs.process.UsageException;
import org.nd4j.linalg.learning.config.Sgd;

/** With shell scripts in the interpreter's place, but for what wants the real one. */
final class TorchPeerTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final StepSetting LENET =
      new StepSetting(BenchModel.LENET, 2, BenchOptimizer.ADAM, Precision.FLOAT32);
  private static final String GREETING =
      """
      echo '{"torch": "1.13.0", "parameters": 431080, "variants":\
       [{"layout": "channels first", "autocast": false},\
       {"layout": "channels last", "autocast": false},\
       {"layout": "channels last", "autocast": true}]}'
      """;
  private static final String ANSWERS =
      """
while read -r variant steps; do
  [ "$steps" = 6 ] || echo '{"error": "not six steps"}'
  echo "{\\"nanoseconds\\": [5, 9000000, 8000000, $((7000000 - 1000000 * variant)), 8000000, 9000000]}"
done
""";

  @TempDir private Path folder;

  private String python(String script) throws IOException {
    Path file = folder.resolve("python3");
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertTrue(file.toFile().setExecutable(true));
    return file.toString();
  }

  @Test
  void theShortestStepButTheFirstCounts() throws IOException {
    try (TorchPeer peer = TorchPeer.start(python(GREETING + ANSWERS), LENET)) {
      assertEquals("1.13.0", peer.version());
      assertEquals(new TorchPeer.Variant("channels last", true), peer.variants().get(2));
      assertEquals(7_000_000, peer.shortest(0, 5));
      assertEquals(6_000_000, peer.shortest(1, 5));
    }
  }

  @Test
  void theScriptIsToldWhatToBuild() throws IOException {
    String told = "echo \"$1 $3 $4 $5 $6 $8\" > '" + folder.resolve("told") + "'\n";
    TorchPeer.start(python(told + GREETING), LENET).close();
    assertEquals("-c lenet 2 adam " + StepClock.threads() + " \n", read("told"));
    var bfloat16 = new StepSetting(BenchModel.MLP, 7, BenchOptimizer.SGD, Precision.BFLOAT16);
    TorchPeer.start(python(told + GREETING), bfloat16).close();
    assertEquals("-c mlp 7 sgd " + StepClock.threads() + " autocast\n", read("told"));
  }

  @Test
  void workersThatAverageAreToldHowOften() throws IOException {
    String told = "shift 6\necho \"$@\" > '" + folder.resolve("told") + "'\n";
    Load load = new Load(BenchModel.MLP, 3, 7, 4, 14);
    TorchPeer.startAveraging(python(told + GREETING), BenchOptimizer.SGD, load).close();
    assertEquals("wall local-sgd 3 7\n", read("told"));
  }

  /** Two rounds of 2 workers, 2 steps and 4 examples take 8 seconds, and 4 in the other layout. */
  @Test
  void theRateOfLocalSgdIsThatOfTheBetterLayout() throws IOException {
    String greeting = GREETING.replaceFirst(",\\s*\\{[^{]*true\\}", "");
    String answers =
        """
        while read -r variant rounds; do
          time=$((4000000000 / (variant + 1)))
          [ "$rounds" = 2 ] && echo "{\\"nanoseconds\\": [$time, $time]}"
        done
        """;
    EngineFigures figures =
        EngineFigures.measureBesideTorch(
            BenchOptimizer.SGD,
            new Load(BenchModel.LENET, 2, 2, 4, 4),
            python(greeting + answers),
            SHORT);
    EngineFigures.Torch torch = figures.torch();
    assertEquals("channels last", torch.layout());
    assertEquals(8.0, torch.examplesPerSecond());
    assertEquals(8.0 / torch.oursWithLeapExamplesPerSecond(), torch.oursWithLeapToIt(), 1e-9);
  }

  @Test
  void soIsLocalSgdOfAnotherNetwork() throws IOException {
    Load load = new Load(BenchModel.MLP, 2, 2, 4, 4);
    String python = python(GREETING);
    var refused =
        assertThrows(
            IllegalStateException.class,
            () -> EngineFigures.measureBesideTorch(BenchOptimizer.SGD, load, python, SHORT));
    assertEquals(
        "PyTorch's network has 431080 parameters, ours 1796010: their steps are not the same work",
        refused.getMessage());
  }

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  @Test
  void theBetterLayoutCounts() throws IOException {
    StepFigures figures =
        StepFigures.measureBesideTorch(LENET, python(GREETING + ANSWERS), SHORT, SHORT);
    TorchFigures torch = figures.torch();
    assertEquals("channels last", torch.float32().layout());
    assertEquals("channels last", torch.bfloat16().layout());
    assertTrue(torch.bfloat16().ms() < torch.float32().ms());
    assertTrue(torch.float32().oursToIt() > 0);
  }

  @Test
  void withoutAutocastThereIsNoFigureOfIt() throws IOException {
    String greeting = GREETING.replaceFirst(",\\s*\\{[^{]*true\\}", "");
    assertFalse(greeting.contains("true"));
    StepFigures figures =
        StepFigures.measureBesideTorch(LENET, python(greeting + ANSWERS), SHORT, SHORT);
    assertNull(figures.torch().bfloat16());
  }

  @Test
  void anotherNetworkIsRefused() throws IOException {
    String python = python(GREETING.replace("431080", "431081") + ANSWERS);
    var refused =
        assertThrows(
            IllegalStateException.class,
            () -> StepFigures.measureBesideTorch(LENET, python, SHORT, SHORT));
    assertEquals(
        "PyTorch's network has 431081 parameters, ours 431080: their steps are not the same work",
        refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit 1",
        "echo '{\"missing\": \"No module named torch\"}'",
        "echo half a line | tr -d '\\n'"
      })
  void whoHasNoPyTorchIsToldHowToInstallIt(String script) throws IOException {
    String python = python(script);
    var refused = assertThrows(UsageException.class, () -> TorchPeer.start(python, LENET));
    assertTrue(
        refused.getMessage().endsWith("(Debian: apt-get install python3-torch)"),
        refused.getMessage());
    assertEquals(
        script.contains("missing"),
        refused.getMessage().startsWith("python3 has no PyTorch (No module named torch)"));
  }

  @Test
  void soIsWhoHasNoPython() {
    String none = folder.resolve("no-python").toString();
    var refused = assertThrows(UsageException.class, () -> TorchPeer.start(none, LENET));
    assertEquals(
        none + " cannot be started: install PyTorch for it (Debian: apt-get install python3-torch)",
        refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo '{\"torch\": \"1\"}'",
        "echo '{\"torch\": \"1\", \"parameters\": 1, \"variants\": []}'",
        "echo '{\"torch\": \"1\", \"parameters\": 1, \"variants\": [null]}'",
        "echo null",
        "echo '[1]'",
        "echo '{} {}'",
        "echo Traceback",
        "tr '\\0' 7 < /dev/zero"
      })
  void anUnreadableGreetingIsRefused(String script) throws IOException {
    String python = python(script);
    var refused = assertThrows(IllegalStateException.class, () -> TorchPeer.start(python, LENET));
    assertTrue(refused.getMessage().contains("no figure of PyTorch"), refused.getMessage());
    assertTrue(refused.getMessage().length() < 400, refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"nanoseconds\": [1, 2]}",
        "{\"nanoseconds\": [1, 2, 0]}",
        "{\"nanoseconds\": [1, 2, null]}",
        "{\"nanoseconds\": [1, 2, 1e400]}",
        "{\"nanoseconds\": [1, 2, 3], \"more\": 1}",
        "{}"
      })
  void unreadableTimesAreRefused(String times) throws IOException {
    try (TorchPeer peer =
        TorchPeer.start(python(GREETING + "read -r x\necho '" + times + "'"), LENET)) {
      var refused = assertThrows(IllegalStateException.class, () -> peer.shortest(0, 2));
      assertTrue(refused.getMessage().contains("no figure of PyTorch"), refused.getMessage());
    }
  }

  @Test
  void aFailureOfPyTorchIsShown() throws IOException {
    String failing = GREETING + "read -r x\necho '{\"error\": \"out of memory\"}'";
    try (TorchPeer peer = TorchPeer.start(python(failing), LENET)) {
      var failed = assertThrows(IllegalStateException.class, () -> peer.shortest(0, 2));
      assertEquals("PyTorch has failed: out of memory", failed.getMessage());
    }
  }

  /** An interpreter that never answers, in a thread that is interrupted. */
  @Test
  void theProcessEndsWithTheRun() throws IOException, InterruptedException {
    String python =
        python(GREETING + "echo $$ > '" + folder.resolve("pid") + "'\nread -r x\nexec sleep 600");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread run =
        new Thread(
            () -> {
              try (TorchPeer peer = TorchPeer.start(python, LENET)) {
                peer.shortest(0, 2);
              } catch (IllegalStateException e) {
                thrown.set(e);
              }
            });
    run.start();
    while (!Files.exists(folder.resolve("pid")) || read("pid").isBlank()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    long pid = Long.parseLong(read("pid").strip());
    assertTrue(ProcessHandle.of(pid).isPresent());
    run.interrupt();
    run.join();
    assertEquals("interrupted while PyTorch was measured", thrown.get().getMessage());
    ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
  }

  @ParameterizedTest
  @EnumSource
  @Tag("external-tools")
  void pyTorchBuildsTheSameNetworks(BenchModel model) {
    var setting = new StepSetting(model, 2, BenchOptimizer.SGD, Precision.FLOAT32);
    try (TorchPeer peer = startReal(setting)) {
      peer.requireParameters(
          new ReplicaLoop(setting.blueprint(new Sgd(0.01)), List.of()).trainedParameters());
      assertTrue(peer.shortest(0, 1) > 0);
      assertEquals(model == BenchModel.MLP ? 1 : 2, peer.variants().size());
    }
  }

  @Test
  @Tag("external-tools")
  void pyTorchIsMeasuredInBothPrecisions() {
    var setting = new StepSetting(BenchModel.LENET, 4, BenchOptimizer.ADAM, Precision.BFLOAT16);
    try (TorchPeer peer = startReal(setting)) {
      var loop =
          new ReplicaLoop(
              BenchModel.LENET.blueprint(new Sgd(0.01)),
              ReplicaLoop.minibatches(BenchModel.LENET, 4, 1));
      TorchFigures figures = TorchFigures.measure(peer, loop, 1, SHORT, SHORT);
      assertTrue(figures.float32().ms() > 0 && figures.bfloat16().ms() > 0);
    }
  }

  @Test
  @Tag("external-tools")
  void pyTorchAveragesItsWorkers() {
    Load load = new Load(BenchModel.LENET, 2, 3, 4, 6);
    try (TorchPeer peer =
        real(() -> TorchPeer.startAveraging("python3", BenchOptimizer.NESTEROV, load))) {
      assertEquals(2, peer.variants().size());
      assertTrue(peer.total(1, 2) > 0);
      assertTrue(peer.total(0, 1) > 0);
    }
  }

  private static TorchPeer startReal(StepSetting setting) {
    return real(() -> TorchPeer.start("python3", setting));
  }

  private static TorchPeer real(Supplier<TorchPeer> start) {
    TorchPeer peer = null;
    try {
      peer = start.get();
    } catch (UsageException e) {
      assumeTrue(false, "not checked: " + e.getMessage());
    }
    return peer;
  }
}
