package org.leap.spark.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.storage.Folder;
import org.leap.spark.storage.FormatVersion;
import org.leap.spark.storage.SealedJson;

class CheckpointStoreTest {
  @TempDir private Path dir;
  private CheckpointStore store;
  private final List<String> skipped = new ArrayList<>();

  @BeforeEach
  void makeStore() throws IOException {
    store = new CheckpointStore(Folder.at(dir.toString(), new Configuration()), 2);
  }

  private static Checkpoint checkpoint(int rounds) {
    Random random = new Random(rounds);
    float[] parameters = new float[40_001];
    float[] optimizerState = new float[17];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = random.nextFloat();
    }
    optimizerState[16] = Float.MIN_VALUE;
    return new Checkpoint(
        rounds,
        10 * rounds,
        "some processor",
        new NetworkState(parameters, optimizerState),
        new RunMemory(
            List.of(new Evaluation(7, 3, 0.1 * rounds), new Evaluation(7, 0, Double.NaN)),
            ModelMean.NONE.with(other(parameters)),
            false),
        Optional.empty());
  }

  private static Checkpoint plain(int step) {
    return plain(step, null);
  }

  private static Checkpoint plain(int step, RunIdentity identity) {
    NetworkState state = new NetworkState(new float[] {1, 2}, new float[] {3});
    return new Checkpoint(2, step, "p", state, RunMemory.EMPTY, Optional.ofNullable(identity));
  }

  private static float[] other(float[] parameters) {
    float[] mean = parameters.clone();
    mean[0] = -1;
    return mean;
  }

  private Optional<Checkpoint> newest(CheckpointStore from) throws IOException {
    return from.newest(found -> Optional.empty(), skipped::add);
  }

  private void assertNewest(int rounds) throws IOException {
    Checkpoint found = newest(store).orElseThrow();
    Checkpoint expected = checkpoint(rounds);
    assertEquals(rounds, found.rounds());
    assertEquals(10 * rounds, found.step());
    assertEquals("some processor", found.fingerprint());
    assertArrayEquals(expected.state().parameters(), found.state().parameters());
    assertArrayEquals(expected.state().optimizerState(), found.state().optimizerState());
    assertEquals(expected.memory().evaluations(), found.memory().evaluations());
    assertEquals(expected.memory().mean().models(), found.memory().mean().models());
    assertArrayEquals(expected.memory().mean().parameters(), found.memory().mean().parameters());
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anEmptyOrMissingFolderHasNone() throws IOException {
    assertEquals(Optional.empty(), newest(store));
    Files.delete(dir);
    assertEquals(Optional.empty(), newest(store));
  }

  @Test
  void theNewestIsReadBackToTheBitAndOldOnesGo() throws IOException {
    for (int rounds : new int[] {5, 10, 999_999, 1_000_000}) {
      store.save(checkpoint(rounds));
      assertNewest(rounds);
    }
    assertEquals(List.of("round-1000000", "round-999999"), names());
    assertEquals(List.of(), skipped);
  }

  @Test
  void whatTheOuterOptimizerKeepsIsAPartOfItsOwn() throws IOException {
    Checkpoint without = checkpoint(1);
    store.save(without);
    assertFalse(manifest(1).contains("outerState"), manifest(1));
    assertEquals(0, newest(store).orElseThrow().state().outerState().length);

    float[] outer = {1, -2, Float.MIN_VALUE};
    store.save(
        new Checkpoint(
            2,
            20,
            without.fingerprint(),
            new NetworkState(without.state().parameters(), without.state().optimizerState(), outer),
            without.memory(),
            Optional.empty()));
    assertTrue(manifest(2).contains("\"outerState\":3"), manifest(2));
    Checkpoint found = newest(store).orElseThrow();
    assertArrayEquals(outer, found.state().outerState());
    assertArrayEquals(without.state().parameters(), found.state().parameters());
    assertArrayEquals(without.memory().mean().parameters(), found.memory().mean().parameters());
    assertEquals(List.of(), skipped);
  }

  private String manifest(int round) throws IOException {
    return Files.readString(dir.resolve("round-00000" + round).resolve("manifest.json"));
  }

  /** Every way a file can be hurt: the one before it is used, and the reason is told. */
  @Test
  void aDamagedCheckpointIsReportedAndSkipped() throws IOException {
    store.save(checkpoint(1));
    Path state = dir.resolve("round-000002").resolve("state.bin");
    Path manifest = dir.resolve("round-000002").resolve("manifest.json");

    damage(state, bytes -> bytes[77] ^= 1, "the checksum does not match");
    damage(state, bytes -> {}, bytes -> Arrays.copyOf(bytes, 100), "shorter");
    damage(state, bytes -> {}, bytes -> Arrays.copyOf(bytes, bytes.length + 1), "longer");
    damage(manifest, bytes -> bytes[0] = 'x', "its manifest cannot be read");
    damage(manifest, bytes -> {}, bytes -> new byte[0], "its manifest cannot be read");
    damage(
        manifest,
        bytes -> {},
        bytes -> new String(bytes, UTF_8).replace("\"version\":4", "\"version\":7").getBytes(UTF_8),
        "it was written by "
            + FormatVersion.writer()
            + " in format 7; this version reads up to 4: use that release or a newer one");
    damage(
        manifest,
        bytes -> {},
        bytes -> resealed(new String(bytes, UTF_8).replace("40001", "2000000000")).getBytes(UTF_8),
        "contradicts itself");
    damage(
        manifest,
        bytes -> {},
        bytes -> SealedJson.parse(new String(bytes, UTF_8)).object().getBytes(UTF_8),
        "its manifest is damaged: the checksum is missing");
    damage(
        manifest,
        bytes -> {},
        bytes ->
            resealed(new String(bytes, UTF_8).replace("\"rounds\":2", "\"rounds\":1"))
                .getBytes(UTF_8),
        "its manifest is that of round 1");
    damage(
        manifest,
        bytes -> {},
        bytes -> Arrays.copyOf(bytes, (1 << 24) + 1),
        "its manifest is larger than 16777216 bytes");
  }

  private static String resealed(String text) {
    return SealedJson.seal(SealedJson.parse(text).object());
  }

  @Test
  void aChangedStepOfAManifestIsNoticed() throws IOException {
    store.save(checkpoint(1));
    store.save(checkpoint(2));
    Path manifest = dir.resolve("round-000002").resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("\"step\":20", "\"step\":28"));
    assertNewest(1);
    assertEquals(1, skipped.size());
    assertTrue(
        skipped.get(0).endsWith("its manifest is damaged: the checksum at its end does not match"),
        skipped.get(0));
  }

  /** Of those that can still be read, none says anything else. */
  @Test
  void noDamageToAManifestPasses() throws IOException {
    store.save(checkpoint(2));
    Path manifest = dir.resolve("round-000002").resolve("manifest.json");
    byte[] good = Files.readAllBytes(manifest);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(bad.length);
      bad[at] = (byte) "0123456789,:x".charAt(random.nextInt(13));
      Files.write(manifest, bad);
      boolean passes = newest(store).isPresent();
      assertEquals(Arrays.equals(good, bad), passes, "seed %s, byte %s".formatted(seed, at));
    }
  }

  @Test
  void damagedCheckpointsDoNotCountAsKept() throws IOException {
    for (int rounds : new int[] {5, 6, 9}) {
      store.save(checkpoint(rounds));
    }
    damageState(9);
    CheckpointStore one = new CheckpointStore(Folder.at(dir.toString(), new Configuration()), 1);
    assertEquals(6, newest(one).orElseThrow().rounds());
    one.save(checkpoint(8));
    assertNewest(8);
    assertEquals(List.of("round-000008", "round-000009"), names());
  }

  @Test
  void anOlderDamagedCheckpointDoesNotPushOutAGoodOne() throws IOException {
    store.save(checkpoint(2));
    store.save(checkpoint(3));
    damageState(3);
    makeStore();
    assertNewest(2);
    store.save(checkpoint(4));
    damageState(4);
    assertNewest(2);
    makeStore();
    store.save(checkpoint(5));
    store.save(checkpoint(6));
    assertEquals(List.of("round-000005", "round-000006"), names());
  }

  private void damageState(int rounds) throws IOException {
    Path state = dir.resolve(String.format(Locale.ROOT, "round-%06d", rounds)).resolve("state.bin");
    byte[] bytes = Files.readAllBytes(state);
    bytes[77] ^= 1;
    Files.write(state, bytes);
  }

  @Test
  void aCheckpointOfTheSameRoundAndAnotherStepIsReplaced() throws IOException {
    Checkpoint shorter = plain(17);
    store.save(shorter);
    store.save(checkpoint(2));
    assertNewest(2);
  }

  @Test
  void oneThatIsObjectedToIsSkippedAndDoesNotCountAsKept() throws IOException {
    store.save(checkpoint(1));
    store.save(checkpoint(2));
    Checkpoint found =
        store
            .newest(
                c -> c.rounds() == 2 ? Optional.of("it does not fit") : Optional.empty(),
                skipped::add)
            .orElseThrow();
    assertEquals(1, found.rounds());
    assertEquals(
        List.of("checkpoint " + dir + "/round-000002 is skipped: it does not fit"), skipped);
    store.save(checkpoint(3));
    store.save(checkpoint(4));
    assertEquals(List.of("round-000003", "round-000004"), names());
  }

  /** As the first release wrote them: without memory. */
  @Test
  void aManifestOfVersion1IsRead() throws IOException {
    Checkpoint plain = plain(20);
    store.save(plain);
    Path manifest = dir.resolve("round-000002").resolve("manifest.json");
    String text = Files.readString(manifest);
    String old =
        earlier(SealedJson.parse(text).object(), 1)
            .replace(",\"meanModels\":0,\"evaluations\":[]", "");
    assertEquals(
        "{\"version\":1,\"rounds\":2,\"step\":20,\"fingerprint\":\"p\",\"bytes\":12,\"sha256\":\"%s\",\"parameters\":2,\"optimizerState\":1}"
            .formatted(old.replaceAll(".*sha256\":\"(\\w+)\".*", "$1")),
        old);
    Files.writeString(manifest, old);
    Checkpoint found = newest(store).orElseThrow();
    assertEquals(List.of(), skipped);
    assertArrayEquals(new float[] {1, 2}, found.state().parameters());
    assertEquals(List.of(), found.memory().evaluations());
    assertEquals(0, found.memory().mean().models());
  }

  /** Without checksum and identity. */
  @Test
  void aManifestOfVersion2IsRead() throws IOException {
    store.save(checkpoint(2));
    Path manifest = dir.resolve("round-000002").resolve("manifest.json");
    Files.writeString(manifest, earlier(SealedJson.parse(Files.readString(manifest)).object(), 2));
    assertNewest(2);
    assertEquals(List.of(), skipped);
    assertEquals(Optional.empty(), newest(store).orElseThrow().identity());
  }

  /** Versions 1 to 3 had counts of their own for what is a part now, and did not name a release. */
  private static String earlier(String text, int version) {
    String old =
        text.replace(
                "\"version\":4,\"writtenBy\":\"" + FormatVersion.writer() + "\"",
                "\"version\":" + version)
            .replaceAll("\"parts\":\\{(.*?)}", "$1");
    assertTrue(old.length() < text.length() - 40, text);
    return old;
  }

  /** Sealed, but without names of parts. */
  @Test
  void aManifestOfVersion3IsRead() throws IOException {
    store.save(checkpoint(2));
    Path manifest = dir.resolve("round-000002").resolve("manifest.json");
    Files.writeString(manifest, resealed(earlier(Files.readString(manifest), 3)));
    assertNewest(2);
    assertEquals(List.of(), skipped);
  }

  /** Also where half of a double is a float that is not a number. */
  @Test
  void lossesAreReadBackToTheBit() throws IOException {
    List<Long> bits = new ArrayList<>();
    for (double loss : new double[] {0.1, 1 / 3.0, -0.0, Double.MIN_VALUE, Double.NaN, 1e300}) {
      bits.add(Double.doubleToRawLongBits(loss));
    }
    for (int low : new int[] {0x7f80_0001, 0xff80_0001, 0x7fc0_0000, -1, Integer.MIN_VALUE}) {
      bits.add((Double.doubleToRawLongBits(0.1) & ~0xFFFF_FFFFL) | (low & 0xFFFF_FFFFL));
    }
    save(bits.stream().map(Double::longBitsToDouble).toList());
    assertEquals(bits, lossBits(newest(store).orElseThrow()));
    byte[] state = Files.readAllBytes(dir.resolve("round-000003").resolve("state.bin"));
    var last = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN).getLong(state.length - 8);
    assertEquals(bits.get(bits.size() - 1), last);
  }

  private static List<Long> lossBits(Checkpoint checkpoint) {
    return checkpoint.memory().losses().stream().map(Double::doubleToRawLongBits).toList();
  }

  private void save(List<Double> losses) throws IOException {
    NetworkState state = new NetworkState(new float[] {1, 2}, new float[] {3});
    store.save(new Checkpoint(3, 20, "p", state, RunMemory.ofLosses(losses), Optional.empty()));
  }

  /** Nor does the manifest, which is read with a limit, grow with them. */
  @Test
  void manyLossesAreReadBack() throws IOException {
    List<Double> losses = new Random(3).doubles(1_500_000).boxed().toList();
    save(losses);
    assertTrue(manifest(3).length() < 1000);
    assertEquals(losses, newest(store).orElseThrow().memory().losses());
    assertEquals(List.of(), skipped);
  }

  /** As a newer release may keep more: this one cannot go on with it as if it were nothing. */
  @Test
  void aPartThatIsNotKnownIsNotPassedOver() throws IOException {
    store.save(checkpoint(1));
    damage(
        dir.resolve("round-000002").resolve("manifest.json"),
        bytes -> {},
        bytes ->
            resealed(new String(bytes, UTF_8).replace("\"optimizerState\":", "\"velocity\":"))
                .getBytes(UTF_8),
        "it holds \"velocity\", which this version does not know: use the one that wrote it or a newer one");
  }

  @Test
  void theIdentityOfARunIsReadBack() throws IOException {
    RunIdentity identity = new RunIdentity("abc", Map.of("train", "3 examples", "test", "2"));
    store.save(plain(20, identity));
    assertEquals(Optional.of(identity), newest(store).orElseThrow().identity());
    assertEquals(List.of(), identity.changes(identity.inputs()));
    assertEquals(
        List.of("graph: then none, now 4 nodes", "train: then 3 examples, now 4 examples"),
        identity.changes(Map.of("train", "4 examples", "test", "2", "graph", "4 nodes")));
  }

  /** Two that began at once in the empty folder, which neither could know. */
  @Test
  void theCheckpointOfAnotherRunIsRefusedAndStaysWhereItIs() throws IOException {
    RunIdentity own = new RunIdentity("abc", Map.of("train", "3 examples"));
    store.save(plain(20, own));
    assertEquals(
        "the checkpoints in %s are those of another training: train: then 3 examples, now 4 examples; train as that one did, or name another folder"
            .formatted(dir),
        refusal(plain(20, new RunIdentity("abc", Map.of("train", "4 examples")))));
    String message = refusal(plain(20, new RunIdentity("xyz", own.inputs())));
    assertTrue(message.contains("then abc, now xyz"), message);
    assertEquals(List.of("round-000002"), names());
    // Its own of that round, but at another step, is still replaced.
    store.save(plain(17, own));
    assertEquals(17, newest(store).orElseThrow().step());
    assertEquals(List.of("round-000002", "round-000002.bad-1"), names());
  }

  private String refusal(Checkpoint checkpoint) {
    return assertThrows(OtherRunException.class, () -> store.save(checkpoint)).getMessage();
  }

  @Test
  void anEvaluationThatIsStillDueIsRemembered() throws IOException {
    RunMemory memory = new RunMemory(List.of(), ModelMean.NONE, true);
    NetworkState state = new NetworkState(new float[] {1}, new float[0]);
    store.save(new Checkpoint(1, 10, "p", state, memory, Optional.empty()));
    assertTrue(newest(store).orElseThrow().memory().evaluationDue());
    store.save(checkpoint(2));
    assertFalse(newest(store).orElseThrow().memory().evaluationDue());
  }

  private interface Damage {
    void to(byte[] bytes);
  }

  private interface Change {
    byte[] of(byte[] bytes);
  }

  private void damage(Path file, Damage damage, String reason) throws IOException {
    damage(file, damage, bytes -> bytes, reason);
  }

  private void damage(Path file, Damage damage, Change change, String reason) throws IOException {
    skipped.clear();
    store.save(checkpoint(2));
    byte[] bytes = Files.readAllBytes(file);
    damage.to(bytes);
    Files.write(file, change.of(bytes));
    assertNewest(1);
    assertEquals(1, skipped.size());
    assertTrue(skipped.get(0).contains("round-000002 is skipped: "), skipped.get(0));
    assertTrue(skipped.get(0).contains(reason), skipped.get(0));
    // The next attempt at that round saves it anew and keeps the damaged one.
    store.save(checkpoint(2));
    assertNewest(2);
    assertTrue(names().stream().anyMatch(name -> name.startsWith("round-000002.bad-")));
  }

  @Test
  void aCheckpointWithoutItsCommitFileIsNone() throws IOException {
    store.save(checkpoint(1));
    store.save(checkpoint(2));
    Files.delete(dir.resolve("round-000002").resolve("manifest.json"));
    assertNewest(1);
    assertEquals(List.of(), skipped);
    store.save(checkpoint(2));
    assertNewest(2);
  }

  @Test
  void aGoodCheckpointIsNeverWrittenAgain() throws IOException {
    store.save(checkpoint(1));
    Path state = dir.resolve("round-000001").resolve("state.bin");
    var before = Files.getLastModifiedTime(state);
    Object key = Files.readAttributes(state, "unix:ino").get("ino");
    store.save(checkpoint(1));
    assertEquals(before, Files.getLastModifiedTime(state));
    assertEquals(key, Files.readAttributes(state, "unix:ino").get("ino"));
  }

  @Test
  void foreignFilesInTheFolderAreLeftAlone() throws IOException {
    Files.createDirectory(dir.resolve("round-1"));
    Files.writeString(dir.resolve("notes.txt"), "mine");
    for (int rounds = 1; rounds <= 4; rounds++) {
      store.save(checkpoint(rounds));
    }
    assertNewest(4);
    assertEquals(List.of("notes.txt", "round-000003", "round-000004", "round-1"), names());
  }

  /** The process may end after any single change to the disk. */
  @Test
  void whateverPrefixOfASaveReachesTheDiskTheRunCanGoOn() throws IOException {
    store.save(checkpoint(1));
    Path folder = Files.createDirectory(dir.resolve("round-000002"));
    assertNewest(1);
    Files.write(folder.resolve(".state.bin.partial"), new byte[10]);
    assertNewest(1);
    Files.write(folder.resolve("state.bin"), new byte[10]);
    assertNewest(1);
    Files.write(folder.resolve(".manifest.json.partial"), new byte[10]);
    assertNewest(1);
    store.save(checkpoint(2));
    assertNewest(2);
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count(), "leftovers are gone");
    }
  }
}
