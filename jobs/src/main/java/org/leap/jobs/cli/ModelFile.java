package org.leap.jobs.cli;

import picocli.CommandLine.Option;

/** The trained network that a command reads. */
final class ModelFile {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL.zip",
      description =
          "A run's model.zip, or one of DL4J's ModelSerializer, on any Hadoop file system.")
  private String path;

  String path() {
    return path;
  }
}
