package org.leap.jobs.config;

import java.util.regex.Pattern;

/**
 * A part of a set: a number of its examples, or a share of them.
 *
 * @param count 0 if it is a share
 * @param share in (0, 1); 0 if it is a number
 */
public record Portion(int count, double share) {

  /** A number of examples, at least 1. */
  public static Portion of(int count) {
    return new Portion(count, 0);
  }

  /** A share of the examples, in (0, 1). */
  public static Portion of(double share) {
    return new Portion(0, share);
  }

  /** The examples that it is of so many; more than there are, or none, where it does not fit. */
  public int among(int all) {
    return share > 0 ? (int) Math.round(share * all) : count;
  }

  /** As it is written. */
  @Override
  public String toString() {
    return share > 0 ? RealNumber.text(share) : Integer.toString(count);
  }

  /** How it is written: a whole number is a count, a number below 1 a share. */
  static final class Written implements ScalarType<Portion> {
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");
    private static final RealNumber SHARE = new RealNumber(0, true, 1, true);

    @Override
    public String noun() {
      return "a number of examples, or a share of them such as 0.1";
    }

    @Override
    public String documentation() {
      return "whole number, at least 1, or a share, greater than 0 and less than 1";
    }

    @Override
    public Portion parse(Tree.Scalar scalar, Site site) throws Refusal {
      if (scalar.plain() && COUNT.matcher(scalar.text()).matches()) {
        int count = Integer.parseInt(scalar.text());
        if (count < 1) {
          throw new Refusal("must be at least 1, found " + scalar.description());
        }
        return of(count);
      }
      return of(SHARE.parse(scalar, site).doubleValue());
    }

    @Override
    public String write(Portion value) {
      return value.toString();
    }
  }
}
