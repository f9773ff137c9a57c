package org.leap.core.noise;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the random words of successive steps' blocks to standard output until it is closed. */
public final class RawWords {
  private static final int CHUNKS_PER_STEP = 64;

  private RawWords() {}

  public static void main(String[] args) throws IOException {
    var key = new Threefry4x32.Key(Long.parseLong(args[0]), 0, Distribution.GAUSSIAN.domain());
    int[] words = new Scratch().words;
    var kernel = new ScalarKernel();
    var bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    OutputStream out = System.out;
    for (long step = 0; !System.out.checkError(); step++) {
      for (int chunk = 0; chunk < CHUNKS_PER_STEP; chunk++) {
        kernel.words(key, step, (long) chunk * Scratch.COUNTERS, Scratch.COUNTERS, words);
        for (int c = 0; c < Scratch.COUNTERS; c++) {
          for (int word = 0; word < 4; word++) {
            bytes.putInt(words[word * Scratch.COUNTERS + c]);
          }
        }
        out.write(bytes.array());
        bytes.clear();
      }
    }
  }
}
