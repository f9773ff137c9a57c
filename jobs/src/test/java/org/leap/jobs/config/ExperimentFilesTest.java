package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The experiments that come with the project. */
class ExperimentFilesTest {
  private static final Path CONF = Path.of("../conf");

  static List<Path> files() throws IOException {
    try (Stream<Path> paper = Files.list(CONF.resolve("paper"));
        Stream<Path> study = Files.list(CONF.resolve("study"))) {
      return Stream.of(paper, study)
          .flatMap(folder -> folder)
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyRunOfEveryExperimentIsValid(Path file) throws Exception {
    ExperimentPlan plan = ExperimentLoader.load(file, ConfigFolder.ENVIRONMENT);
    assertEquals(ConfigLoader.nameFrom(file.getFileName().toString()), plan.name());
    if (file.startsWith(CONF.resolve("paper"))) {
      assertEquals(9, plan.cells().size());
      assertTrue(plan.cells().get(0).labels().keySet().equals(Set.of("schedule", "optimizer")));
    } else if (file.getFileName().toString().startsWith("edge")) {
      assertTrue(plan.config().seeds().size() >= 5, file.toString());
      assertTrue(
          plan.run(plan.cells().get(0), ExperimentPlan.Arm.LEAP, 1, Map.of())
              .config()
              .flatness()
              .isPresent());
    } else if (!file.endsWith("smoke.yaml")) {
      assertTrue(plan.config().seeds().size() >= 10, file.toString());
    }
  }

  @Test
  void everyFamilyOfThePaperHasAFile() throws IOException {
    Set<String> families =
        Stream.of(
                Stream.of("mnist-mlp", "imagenet-resnet50"),
                Stream.of("cifar10", "cifar100")
                    .flatMap(
                        data ->
                            Stream.of("vgg16", "resnet18", "resnet50", "googlenet")
                                .map(model -> data + "-" + model)),
                Stream.of("cora", "citeseer", "pubmed")
                    .flatMap(
                        data -> Stream.of("gcn", "gat", "gin").map(model -> data + "-" + model)))
            .flatMap(names -> names)
            .collect(Collectors.toSet());
    assertEquals(
        families,
        files().stream()
            .filter(file -> file.startsWith(CONF.resolve("paper")))
            .map(file -> file.getFileName().toString().replace(".yaml", ""))
            .collect(Collectors.toSet()));
  }
}
