package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.List;

/** The dotted paths of keys, for who knows a key but not its block. */
public final class KeyPaths {
  private KeyPaths() {}

  /** The keys of a run with this name, where they are written, in the order of the reference. */
  public static List<String> of(String name) {
    List<String> found = new ArrayList<>();
    find(name, "", RunSchema.RUN, found);
    return found.stream().distinct().toList();
  }

  private static void find(String name, String block, BlockType<?> type, List<String> found) {
    for (Fields<?> fields : type.alternatives()) {
      for (Setting setting : fields.settings()) {
        String path = block + setting.name();
        if (setting.name().equals(name)) {
          found.add(path);
        } else if (setting.type() instanceof BlockType<?> inner) {
          find(name, path + ".", inner, found);
        }
      }
    }
  }
}
