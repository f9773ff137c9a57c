package org.leap.jobs.folder;

import java.io.IOException;
import org.leap.spark.storage.Folder;

/**
 * A little room on the disk that is given up for the last word of a run or an experiment: should
 * the disk be full by then, its {@code status.json} would say RUNNING for ever.
 */
public final class SpareRoom {
  private static final String FILE = ".spare-room";
  private static final int BYTES = 1 << 14;

  private SpareRoom() {}

  /** Takes the room, as long as there is any. */
  public static void keep(Folder folder) throws IOException {
    folder.write(FILE, out -> out.write(new byte[BYTES]));
  }

  /** Leaves the room to what is written next. */
  public static void giveUp(Folder folder) throws IOException {
    folder.delete(FILE);
  }
}
