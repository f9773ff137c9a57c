package org.leap.jobs.config;

/** Writes a resolved configuration as a configuration file, with the origin of every value. */
final class ResolvedYaml {
  private final StringBuilder yaml = new StringBuilder();

  private ResolvedYaml() {}

  static String render(Resolved root) {
    var writer = new ResolvedYaml();
    writer.yaml.append("# The resolved configuration, each value with its origin.\n");
    writer.entries((Resolved.Section) root, "");
    return writer.yaml.toString();
  }

  private void entries(Resolved.Section section, String indent) {
    section
        .entries()
        .forEach(
            (key, entry) -> {
              if (entry instanceof Resolved.Leaf leaf) {
                line(indent + key + ": " + leaf.text() + "  # " + leaf.origin());
              } else if (entry instanceof Resolved.Section nested) {
                line(indent + key + ":");
                entries(nested, indent + "  ");
              } else if (entry instanceof Resolved.Absent absent && !absent.meaning().isEmpty()) {
                line(indent + "# " + key + ": " + absent.meaning());
              }
            });
  }

  private void line(String text) {
    yaml.append(text).append('\n');
  }
}
