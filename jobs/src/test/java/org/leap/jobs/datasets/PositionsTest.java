package org.leap.jobs.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.text.Concealed;

class PositionsTest {
  /** Predictions are stored with the places of their examples. */
  @Test
  void secretsOfUrisAreInNoPlace() {
    Concealed.conceal("sftp://me:hidden@host", "sftp://me:${PASSWORD}@host");
    Positions.Noted rows = new Positions.Noted();
    rows.add(new RecordPosition("sftp://me:hidden@host/t.csv", 3));
    assertEquals(new RecordPosition("sftp://me:${PASSWORD}@host/t.csv", 3), rows.at(0));
    Positions.InShards shards =
        new Positions.InShards("sftp://me:hidden@host/prepared", "test", 10);
    assertEquals(
        new RecordPosition("sftp://me:${PASSWORD}@host/prepared/test-00001.shard", 2),
        shards.at(12));
  }
}
