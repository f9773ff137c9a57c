package org.leap.jobs.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a setting, on the component of the record that holds it, or on the method of an
 * interface for all its records. The Java type says how the value is written: a number, a word of
 * an enumeration, a {@link Span}, a list, a record as a block. {@code Optional} is a key that may
 * be left out. Components without a key are records whose keys stand in the same block.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.METHOD})
@interface Key {
  /** One line for the reference. */
  String doc();

  /** How the key is written, if not like the component. */
  String name() default "";

  /** What holds where the key is not written, as one would write it. */
  String orElse() default "";

  /**
   * What it means that the key is not written. A component that is no {@code Optional} is empty
   * then, 0 or null.
   */
  String absent() default "";

  /**
   * A variant of a block before this key, such as {@code model.file}, which brings what the key is
   * about: not written, the key then has no value, whatever it has otherwise.
   */
  String leftTo() default "";

  /** Whether an {@code Optional} must be written all the same; {@link Fields#withOptional}. */
  boolean required() default false;

  /**
   * A key of the enclosing block. What is written there holds here: for a value, where it is not
   * written itself; for a block, for the key of that name in it, which cannot be written any more.
   */
  String shares() default "";

  /** Interval of a number, such as {@code (0, 1]}, or {@code [0, )} without an upper end. */
  String in() default "";

  /** The only two whole numbers there are. */
  long[] either() default {};

  /** Pattern of a text, which is a path or URI where it has none. */
  String form() default "";

  /** The pattern in words. */
  String inWords() default "";

  /** How many values a list or a block of dotted keys may have. */
  int most() default 0;

  /** What may be written, where the type does not say it well. */
  String written() default "";

  /** For a block of variants, what its selector chooses here. */
  String chooses() default "";

  /** On an interface: its records, of which the word at one key chooses one. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Variants {
    /** The records, each with its {@link Word}. */
    Class<?>[] of();

    /** The key that chooses. */
    String by() default "name";

    /** What it chooses, one line for the reference. */
    String doc();

    /** Whether the first variant holds where none is named. */
    boolean firstByDefault() default false;

    /** A key that implies the variant of its name. */
    String impliedBy() default "";
  }

  /** On a record: the word that chooses it. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Word {
    String value();
  }

  /** On a record: keys of which only one may be written; a default holds if none is. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface OnlyOneOf {
    String[] value();
  }

  /** On a component without a key: those of its keys that can be written; others have defaults. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Only {
    String[] value();
  }

  /** The same, by those of its keys that cannot be written. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Without {
    String[] value();
  }
}
