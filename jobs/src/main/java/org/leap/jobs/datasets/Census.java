package org.leap.jobs.datasets;

import java.io.Serializable;
import java.util.Iterator;

/** How many examples a part of a source holds. A plain class, for any serializer. */
final class Census implements Serializable {
  private static final long serialVersionUID = 1L;

  private int examples;
  private int bad;
  private String firstBad;

  /** The census of a part whose examples are all good. */
  static Census of(int examples) {
    Census census = new Census();
    census.examples = examples;
    return census;
  }

  static Census of(Iterator<Pack> packs) {
    Census census = new Census();
    while (packs.hasNext()) {
      Pack pack = packs.next();
      census.examples += pack.examples();
      census.bad += pack.bad();
      census.firstBad = census.firstBad == null ? pack.firstBad() : census.firstBad;
    }
    return census;
  }

  int examples() {
    return examples;
  }

  int bad() {
    return bad;
  }

  /** The message of the first bad record; null without any. */
  String firstBad() {
    return firstBad;
  }
}
