package org.leap.jobs.config;

/** The number of channels of a picture. */
final class OneOrThree extends ScalarType<Long> {
  @Override
  String noun() {
    return "1 or 3";
  }

  @Override
  public String documentation() {
    return "`1` or `3`";
  }

  @Override
  Long parse(Tree.Scalar scalar, Site site) throws Refusal {
    return switch (scalar.text()) {
      case "1" -> 1L;
      case "3" -> 3L;
      default -> throw new Refusal(expected(scalar.description()));
    };
  }

  @Override
  public String write(Long value) {
    return value.toString();
  }
}
