package org.leap.jobs.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.jobs.process.InUseException;
import org.leap.spark.storage.Folder;

@Timeout(60)
class LockTest {
  private static final Duration LEASE = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofSeconds(20);

  /** As usual, a hundred times as fast. */
  private static final Lock.Timing QUICK =
      new Lock.Timing(LEASE, Duration.ofMillis(100), Duration.ofMillis(10), Duration.ofMillis(2));

  private final ProcessTable processes = ProcessTable.ofThisMachine();
  private final BlockingQueue<Lock.Loss> losses = new LinkedBlockingQueue<>();

  @TempDir private Path dir;
  private Folder folder;

  @BeforeEach
  void openFolder() throws IOException {
    folder = Folder.at(dir.toString(), TroubledDisk.conf());
  }

  @AfterEach
  void healDisk() {
    TroubledDisk.heal();
  }

  private Lock acquire(String application) throws IOException {
    return Lock.acquire(
        folder,
        application,
        Duration.ZERO,
        losses::add,
        Lock.Timing.USUAL,
        ProcessTable.ofThisMachine());
  }

  private Lock acquireQuickly(String application, Duration patience) throws IOException {
    return Lock.acquire(folder, application, patience, losses::add, QUICK, processes);
  }

  private void write(LockOwner owner) throws IOException {
    write(Lock.FILE, owner.json());
  }

  private void write(String file, String text) throws IOException {
    Path next = Files.writeString(Files.createTempFile(dir, "next", ""), text);
    Files.move(next, dir.resolve(file), StandardCopyOption.ATOMIC_MOVE);
  }

  private LockOwner me() {
    return LockOwner.thisProcess("app-0", processes);
  }

  private static LockOwner elsewhere() {
    return new LockOwner("elsewhere", 1, "boot", "pid:[1]", 5, "app-0", "token", 3);
  }

  /** The same in another place: a machine that was started anew, or a container. */
  private static LockOwner moved(LockOwner owner, String boot, String namespace, long process) {
    return new LockOwner(
        owner.host(), process, boot, namespace, owner.startTicks(), "app-0", "token", 3);
  }

  private LockOwner dead() {
    LockOwner me = me();
    return new LockOwner(
        me.host(), me.process(), me.boot(), me.namespace(), 0, "app-0", "token", 3);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private LockOwner onDisk() throws IOException {
    return LockOwner.parse(Files.readString(dir.resolve(Lock.FILE))).orElseThrow();
  }

  @Test
  void aSecondJobIsTurnedAwayWithTheNameOfTheFirst() throws IOException {
    Lock first = acquire("app-1");
    var e = assertThrows(InUseException.class, () -> acquire("app-2"));
    assertTrue(
        e.getMessage()
            .matches(
                "run folder .* is in use by process \\d+ on .* \\(app-1\\): wait for it, or choose"
                    + " another --run-dir"),
        e.getMessage());
    first.close();
    assertFalse(Files.exists(dir.resolve(Lock.FILE)));
    acquire("app-2").close();
  }

  @Test
  void theLockOfADeadProcessIsTakenOverAtOnce() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    LockOwner me = me();
    write(moved(me, me.boot(), me.namespace(), process.pid()));
    acquire("app-1").close();
  }

  /** Process numbers come around: what counts is that it is the same process. */
  @Test
  void anotherProcessWithTheSameNumberDoesNotHoldTheLock() throws IOException {
    write(dead());
    acquire("app-1").close();
  }

  @Test
  void aLaterAttemptOfTheSameApplicationTakesOver() throws IOException {
    write(elsewhere());
    assertThrows(InUseException.class, () -> acquire("app-1"));
    acquire("app-0").close();
  }

  @Test
  void anotherMachinesLockIsRespectedAndDamagedOnesToo() throws IOException {
    write(elsewhere());
    assertThrows(InUseException.class, () -> acquire("app-1"));
    for (String damaged : List.of("{half", "", "null", "{}", "[]")) {
      write(Lock.FILE, damaged);
      assertThrows(InUseException.class, () -> acquire("app-1"), damaged);
    }
  }

  /** Containers number their processes from 1, whatever they call their host. */
  @Test
  void aHolderInAnotherNamespaceIsNotTakenForDead() throws IOException {
    LockOwner me = me();
    write(moved(me, me.boot(), "pid:[1]", 999_999_999));
    assertThrows(InUseException.class, () -> acquire("app-1"));
    write(moved(me, me.boot(), "pid:[1]", 1));
    assertThrows(InUseException.class, () -> acquire("app-1"));
  }

  @Test
  void aHolderOnAnotherMachineOfTheSameNameIsNotTakenForDead() throws IOException {
    LockOwner me = me();
    write(moved(me, "another boot", me.namespace(), 999_999_999));
    assertThrows(InUseException.class, () -> acquire("app-1"));
  }

  /** Its start was a time of the day, which depends on the clock that it was read from. */
  @Test
  void theLockOfAnEarlierReleaseLastsAsLongAsItsLease() throws IOException {
    write(
        Lock.FILE,
        "{\"host\": \"%s\", \"process\": 999999999, \"started\": \"2026-01-01T00:00:00Z\","
                .formatted(me().host())
            + " \"application\": \"app-0\", \"token\": \"t\", \"renewals\": 3}");
    assertThrows(InUseException.class, () -> acquireQuickly("app-1", Duration.ZERO));
    long begin = System.nanoTime();
    acquireQuickly("app-1", LONG).close();
    assertTrue(System.nanoTime() - begin > LEASE.toNanos());
  }

  @Test
  void aLivingHolderIsNeverWaitedFor() throws IOException {
    write(me());
    long begin = System.nanoTime();
    assertThrows(InUseException.class, () -> acquireQuickly("app-1", LONG));
    assertTrue(System.nanoTime() - begin < LONG.toNanos() / 2);
  }

  @Test
  void ofManyThatTakeOverADeadLockExactlyOneSucceeds() throws Exception {
    for (int trial = 0; trial < 100; trial++) {
      write(dead());
      assertOneOfManySucceeds("trial " + trial, Duration.ZERO);
    }
  }

  /** The one who was taking over before has died, too, and so has the one who came after him. */
  @Test
  void ofManyThatFindADeadTakeoverExactlyOneSucceeds() throws Exception {
    for (int trial = 0; trial < 50; trial++) {
      write(dead());
      write("lock-takeover.json", dead().json());
      write("lock-takeover-1.json", dead().json());
      assertOneOfManySucceeds("trial " + trial, Duration.ofSeconds(5));
    }
  }

  private void assertOneOfManySucceeds(String message, Duration patience) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Lock>> jobs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String application = "app-many-" + i;
      jobs.add(
          () -> {
            try {
              return Lock.acquire(
                  folder,
                  application,
                  patience,
                  losses::add,
                  Lock.Timing.USUAL,
                  ProcessTable.ofThisMachine());
            } catch (InUseException e) {
              return null;
            }
          });
    }
    List<Lock> held = new ArrayList<>();
    for (Future<Lock> job : threads.invokeAll(jobs)) {
      if (job.get() != null) {
        held.add(job.get());
      }
    }
    threads.shutdown();
    assertEquals(1, held.size(), message);
    assertEquals(List.of(Lock.FILE), names(), message);
    held.get(0).close();
  }

  /** One of a dead machine, one that is half written, one that is empty. */
  @ParameterizedTest
  @ValueSource(strings = {"elsewhere", "{\"host\": \"else", ""})
  void aTakeoverFileThatWasLeftBehindHoldsNobodyUpForLongerThanALease(String left)
      throws IOException {
    write(elsewhere());
    write("lock-takeover.json", left.equals("elsewhere") ? elsewhere().json() : left);
    long begin = System.nanoTime();
    acquireQuickly("app-1", LONG).close();
    long nanos = System.nanoTime() - begin;
    assertTrue(nanos > LEASE.toNanos() && nanos < LONG.toNanos() / 2, "after " + nanos);
    assertEquals(List.of(), names());
  }

  @Test
  void patienceEndsAtATakeoverFileToo() throws IOException {
    write(dead());
    write("lock-takeover.json", elsewhere().json());
    long begin = System.nanoTime();
    assertThrows(InUseException.class, () -> acquire("app-1"));
    assertTrue(System.nanoTime() - begin < Duration.ofSeconds(10).toNanos());
  }

  @Test
  void aRenewalThatFailsIsTriedAgainAndTheLockIsKept() throws Exception {
    Lock lock = acquireQuickly("app-1", Duration.ZERO);
    long before = onDisk().renewals();
    TroubledDisk.fill();
    assertNull(losses.poll(250, TimeUnit.MILLISECONDS));
    TroubledDisk.heal();
    assertNull(losses.poll(2 * LEASE.toMillis(), TimeUnit.MILLISECONDS));
    assertTrue(onDisk().renewals() > before);
    assertThrows(InUseException.class, () -> acquireQuickly("app-2", Duration.ZERO));
    lock.close();
    assertEquals(List.of(), names(), "it was still ours");
  }

  /** As long as nobody has taken it, it is held. */
  @Test
  void aFullDiskIsNoLossOfTheLockHoweverLongItLasts() throws Exception {
    Lock lock = acquireQuickly("app-1", Duration.ZERO);
    TroubledDisk.fill();
    assertNull(losses.poll(3 * LEASE.toMillis(), TimeUnit.MILLISECONDS));
    TroubledDisk.heal();
    lock.close();
  }

  @Test
  void aDiskThatIsAwayForLongerThanTheLeaseIsALoss() throws Exception {
    Lock lock = acquireQuickly("app-1", Duration.ZERO);
    long begin = System.nanoTime();
    TroubledDisk.unplug();
    assertEquals(Lock.Loss.UNSEEN, losses.poll(20, TimeUnit.SECONDS));
    assertTrue(System.nanoTime() - begin > LEASE.toNanos() / 2);
    TroubledDisk.heal();
    lock.close();
  }

  @Test
  void anothersLockInItsPlaceIsALoss() throws Exception {
    Lock lock = acquireQuickly("app-1", Duration.ZERO);
    write(elsewhere());
    assertEquals(Lock.Loss.TAKEN, losses.poll(20, TimeUnit.SECONDS));
    lock.close();
    assertEquals(elsewhere(), onDisk(), "another's lock is not ours to delete");
  }

  @Test
  void aFolderThatWasDeletedIsALossOfItsOwnKind() throws Exception {
    Lock lock = acquireQuickly("app-1", Duration.ZERO);
    Files.delete(dir.resolve(Lock.FILE));
    assertEquals(Lock.Loss.DELETED, losses.poll(20, TimeUnit.SECONDS));
    lock.close();
    assertEquals(List.of(), names());
  }
}
