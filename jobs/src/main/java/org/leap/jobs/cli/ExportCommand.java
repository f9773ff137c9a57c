package org.leap.jobs.cli;

import java.io.IOException;
import org.leap.jobs.export.OnnxExport;
import org.leap.jobs.process.SparkApplication;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap export}. */
@Command(
    name = "export",
    description = "Writes a trained network in the format of other programs: ONNX.")
final class ExportCommand extends Action {
  /** Formats that can be written. */
  enum Format {
    ONNX
  }

  @Mixin private ModelFile file;

  @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "onnx.")
  private Format format;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.onnx",
      description = "A new file, on any Hadoop file system.")
  private String out;

  @Option(
      names = "--with-scaling",
      description =
          "The file takes values as they are stored (0 to 255 for images) and scales them as the training did. Default: it takes scaled values.")
  private boolean withScaling;

  @Override
  void run() throws IOException {
    switch (format) {
      case ONNX -> OnnxExport.write(file.path(), withScaling, out, SparkApplication.hadoop());
    }
  }
}
