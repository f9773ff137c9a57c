package org.leap.spark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatVersionTest {
  private final FormatVersion format = new FormatVersion(3);

  @Test
  void ownAndOlderOnesAreRead() {
    for (int version = 1; version <= 3; version++) {
      assertEquals(Optional.empty(), format.problem(version, "LEAP 0.2.0"));
    }
  }

  @Test
  void aNewerOneNamesItsReleaseAndWhatToDo() {
    assertEquals(
        Optional.of(
            "was written by LEAP 0.9.0 in format 4; this version reads up to 3: use that release or a newer one"),
        format.problem(4, "LEAP 0.9.0"));
    assertEquals(
        Optional.of("says that its format is 0; this version reads 1 to 3"),
        format.problem(0, "LEAP 0.9.0"));
  }

  /** The file is not trusted, and its text goes to a terminal. */
  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "\u001b[2J",
        "a\nb",
        "LEAP <b>",
        "0123456789012345678901234567890123456789012345678901234567890"
      })
  void whatIsNoNameOfAReleaseIsNotRepeated(String writer) {
    assertEquals(
        Optional.of(
            "was written by a newer LEAP in format 4; this version reads up to 3: use that release or a newer one"),
        format.problem(4, writer));
  }
}
