package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NativeBackendTest {
  @Test
  void theBinariesOfThisBuildRunHere() {
    assertFalse(NativeBackend.binaries().isEmpty());
    assertDoesNotThrow(NativeBackend::check);
  }

  @Test
  void binariesOfAnotherPlatformAreRefusedWithTheProfileToBuild() {
    assertEquals(
        "The native binaries are linux-x86_64-onednn, this machine is linux-arm64: build with -Plinux-arm64",
        NativeBackend.problem("linux-arm64", List.of("linux-x86_64-onednn"), Set.of()));
  }

  @Test
  void binariesForAnotherProcessorAreRefusedWithWhatToBuild() {
    assertEquals(
        "The native binaries linux-x86_64-onednn-avx512 need avx512f, which this processor lacks:"
            + " build with no -Dnd4j.classifier",
        NativeBackend.problem(
            "linux-x86_64", List.of("linux-x86_64-onednn-avx512"), Set.of("sse2", "avx2")));
  }

  @Test
  void theDefaultBinariesRunOnAnyProcessor() {
    assertNull(
        NativeBackend.problem("linux-x86_64", List.of("linux-x86_64-onednn"), Set.of("sse2")));
  }

  @Test
  void unknownProcessorsAreGivenATry() {
    assertNull(
        NativeBackend.problem("linux-x86_64", List.of("linux-x86_64-onednn-avx512"), Set.of()));
  }
}
