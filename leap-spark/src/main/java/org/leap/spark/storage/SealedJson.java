package org.leap.spark.storage;

import org.apache.commons.codec.digest.DigestUtils;

/**
 * A JSON object whose last member, {@code checksum}, is the SHA-256 of the text before it: no
 * damage to it goes unnoticed. What is compared is the text and not the values, because the way
 * Java writes a number is not the same in every version.
 *
 * @param object the object without its checksum
 */
public record SealedJson(String object, Seal seal) {
  /** What the checksum says. */
  public enum Seal {
    /** There is none. */
    NONE,
    GOOD,
    /** The text is not the one that was sealed. */
    BROKEN
  }

  /** Cannot occur inside of a JSON string, where quotes are escaped. */
  private static final String MEMBER = ",\"checksum\":\"";

  /**
   * Appends the checksum.
   *
   * @param object a JSON object that is not empty
   * @return the object with its checksum
   */
  public static String seal(String object) {
    String head = object.substring(0, object.lastIndexOf('}')).stripTrailing();
    return head + tail(head);
  }

  /** Takes a text apart that may be sealed. */
  public static SealedJson parse(String text) {
    int end = text.lastIndexOf(MEMBER);
    if (end < 0) {
      return new SealedJson(text, Seal.NONE);
    }
    String head = text.substring(0, end);
    return new SealedJson(
        head + "}", text.substring(end).equals(tail(head)) ? Seal.GOOD : Seal.BROKEN);
  }

  private static String tail(String head) {
    return MEMBER + DigestUtils.sha256Hex(head) + "\"}\n";
  }
}
