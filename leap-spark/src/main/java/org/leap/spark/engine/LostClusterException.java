package org.leap.spark.engine;

import java.time.Duration;

/** No executor has been there for so long that none will come. The last average stands. */
public final class LostClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostClusterException(Duration patience, Throwable cause) {
    super(
        "no executor has been there for %s s (%s): look at the cluster's workers and queues; leap train --resume goes on with a run"
            .formatted(patience.toSeconds(), ClusterWatch.PATIENCE),
        cause);
  }
}
