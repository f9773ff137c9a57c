package org.leap.spark.rows;

/** What a column holds, as far as examples can be made of it. */
public enum ColumnKind {
  /** A number or a boolean. */
  NUMBER,
  TEXT,
  /** An array or vector of numbers. */
  NUMBERS,
  /** A struct that has the fields of Spark's image schema. */
  PIXELS,
  /** A struct with a field {@code bytes} that holds a file, as Hugging Face keeps images. */
  FILE,
  /** Bytes. */
  BINARY,
  /** Anything else. */
  OTHER
}
