package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.leap.jobs.datasets.draft.RunDraft;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.process.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code leap init}. */
@Command(
    name = "init",
    description =
        "Looks at a folder of images, at CSV or at Parquet files, and writes a configuration to train on them.")
final class InitCommand extends Action {
  @Parameters(
      index = "0",
      paramLabel = "DATA",
      description =
          "A folder with one folder of images per class, a CSV or a Parquet file, a folder of them, or one with train and test in it.")
  private String data;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description =
          "The column of a table that is predicted. Default: one called label, class, target and the like, else the last that can be.")
  private String label;

  @Option(
      names = "--out",
      paramLabel = "FILE.yaml",
      defaultValue = "my.yaml",
      description = "The configuration, a new file. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  void run() throws IOException {
    if (Files.exists(out)) {
      throw exists();
    }
    String location =
        data.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*")
            ? data
            : Path.of(data).toAbsolutePath().normalize().toString();
    RunDraft draft = RunDraft.of(location, Optional.ofNullable(label), SparkApplication.hadoop());
    try {
      Files.writeString(out, draft.yaml(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw exists();
    } catch (NoSuchFileException e) {
      throw new UsageException("--out %s: there is no such folder; create it".formatted(out), e);
    }
    print(draft.facts() + "\n");
    draft.remarks().forEach(this::say);
    print(
        "wrote %s: read it, then\n  leap validate %s\n  leap train %s\n".formatted(out, out, out));
  }

  private UsageException exists() {
    return new UsageException("--out %s exists: choose another file".formatted(out));
  }
}
