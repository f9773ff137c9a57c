package org.leap.jobs.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.folder.ProcessTable.Fate;

/** A {@code /proc} of files. Process 7 asks. */
class ProcessTableTest {
  private static final String BOOT = "eb57eeac-4c7a-4ccb-8a2d-47f8095bdfb4";
  private static final String NAMESPACE = "pid:[4026531836]";

  @TempDir private Path proc;

  @BeforeEach
  void writeProc() throws IOException {
    Files.createDirectories(proc.resolve("sys/kernel/random"));
    Files.writeString(proc.resolve("sys/kernel/random/boot_id"), BOOT + "\n");
    Files.createDirectories(proc.resolve("self/ns"));
    Files.createSymbolicLink(proc.resolve("self/ns/pid"), Path.of(NAMESPACE));
    Files.writeString(proc.resolve("self/stat"), stat(7, "java", 'R', 700));
    write(1, "init", 'S', 3);
    write(7, "java", 'R', 700);
    write(8, "a (strange) name 9 9", 'S', 800);
  }

  private static String stat(int number, String name, char state, long startTicks) {
    return "%s (%s) %c 1 1 1 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 %s 3133440 411\n"
        .formatted(number, name, state, startTicks);
  }

  private void write(int number, String name, char state, long startTicks) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(Integer.toString(number)));
    Files.writeString(folder.resolve("stat"), stat(number, name, state, startTicks));
  }

  private ProcessTable table() {
    return ProcessTable.of(proc, 7);
  }

  @Test
  void aProcessThatRunsIsAlive() {
    assertEquals(new ProcessTable.Id(BOOT, NAMESPACE, 8, 800), table().id(8));
    assertEquals(Fate.ALIVE, table().fate(table().id(8)));
  }

  @Test
  void aProcessThatIsGoneOrGaveItsNumberToAnotherIsDead() {
    assertEquals(Fate.DEAD, table().fate(new ProcessTable.Id(BOOT, NAMESPACE, 9, 900)));
    assertEquals(Fate.DEAD, table().fate(new ProcessTable.Id(BOOT, NAMESPACE, 8, 799)));
  }

  /** Killed, but nobody has asked yet how it ended, as in a container without an init. */
  @Test
  void aProcessThatIsNoMoreThanItsExitCodeIsDead() throws IOException {
    ProcessTable.Id killed = table().id(8);
    write(8, "java", 'Z', 800);
    assertEquals(Fate.DEAD, table().fate(killed));
  }

  @Test
  void ofAnotherNamespaceOrBootNothingIsKnown() {
    assertEquals(Fate.UNKNOWN, table().fate(new ProcessTable.Id(BOOT, "pid:[4026532201]", 9, 900)));
    assertEquals(
        Fate.UNKNOWN, table().fate(new ProcessTable.Id("another boot", NAMESPACE, 9, 900)));
    assertEquals(Fate.UNKNOWN, table().fate(new ProcessTable.Id(null, null, 9, 0)));
    assertEquals(Fate.UNKNOWN, table().fate(new ProcessTable.Id("", "", 9, 0)));
  }

  /** A namespace that was made without a proc of its own. */
  @Test
  void aProcOfAnotherNamespaceSaysNothing() {
    ProcessTable outside = ProcessTable.of(proc, 1);
    assertEquals(new ProcessTable.Id("", "", 8, 0), withoutStart(outside.id(8)));
    assertEquals(Fate.UNKNOWN, outside.fate(new ProcessTable.Id(BOOT, NAMESPACE, 9, 900)));
    assertEquals(Fate.UNKNOWN, outside.fate(outside.id(8)));
  }

  private static ProcessTable.Id withoutStart(ProcessTable.Id id) {
    return new ProcessTable.Id(id.boot(), id.namespace(), id.number(), 0);
  }

  @Test
  void whereProcessesOfOthersAreHiddenNothingIsKnown() throws IOException {
    Files.delete(proc.resolve("1/stat"));
    assertEquals(Fate.UNKNOWN, table().fate(new ProcessTable.Id(BOOT, NAMESPACE, 9, 900)));
  }

  @Test
  void withoutAProcNothingIsKnown() {
    ProcessTable none = ProcessTable.of(proc.resolve("none"), 7);
    assertEquals(new ProcessTable.Id("", "", 7, 0), none.id(7));
    assertEquals(Fate.UNKNOWN, none.fate(none.id(7)));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void onLinuxThisProcessIsKnown() {
    ProcessTable real = ProcessTable.ofThisMachine();
    ProcessTable.Id self = real.id(ProcessHandle.current().pid());
    assertNotEquals("", self.boot());
    assertEquals(Fate.ALIVE, real.fate(self));
  }
}
