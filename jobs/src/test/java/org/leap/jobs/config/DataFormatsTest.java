package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.DataConfig.Sets;

class DataFormatsTest {
  private static final Sets BOTH = new Sets("/d/train", Optional.of("/d/test"), Optional.empty());

  @TempDir Path dir;

  private DataConfig data(String block) throws Exception {
    var file = new ConfigFolder(dir).write("data.yaml", "data: " + block + "\n");
    return ConfigLoader.loadData(file, List.of(), Map.of("LEAP_DATA", "/data"));
  }

  private List<String> problems(String block) throws Exception {
    return new ConfigFolder(dir)
        .problems("data: " + block + "\nmodel: {name: mlp}\nschedule: {learningRate: 0.1}\n");
  }

  @Test
  void defaultsAreAsDocumented() throws Exception {
    var options = DataOptions.DEFAULT;
    assertEquals(
        new DataConfig.Cifar10("/data/c.tar.gz", options),
        data("{format: cifar10, path: \"${LEAP_DATA}/c.tar.gz\"}"));
    assertEquals(
        new DataConfig.Cifar100("/c", DataConfig.CifarLabels.FINE, options),
        data("{format: cifar100, path: /c}"));
    assertEquals(
        new DataConfig.Images(BOTH, OptionalInt.empty(), OptionalInt.empty(), options),
        data("{format: images, train: /d/train, test: /d/test}"));
    assertEquals(
        new DataConfig.Csv(
            BOTH,
            "y",
            List.of(),
            true,
            ",",
            DataConfig.MissingValues.FAIL,
            DataConfig.Task.CLASSIFICATION,
            options),
        data("{format: csv, train: /d/train, test: /d/test, label: y}"));
    assertEquals(
        new DataConfig.Libsvm(BOTH, OptionalInt.empty(), DataConfig.Task.CLASSIFICATION, options),
        data("{format: libsvm, train: /d/train, test: /d/test}"));
    assertEquals(
        new DataConfig.Parquet(
            BOTH,
            "y",
            List.of(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            DataConfig.Task.CLASSIFICATION,
            options),
        data("{format: parquet, train: /d/train, test: /d/test, label: y}"));
  }

  @Test
  void graphs() throws Exception {
    var planetoid =
        (DataConfig.Planetoid) data("{format: planetoid, path: /p, name: cora, seed: 3}");
    assertEquals("/p", planetoid.path());
    assertEquals("cora", planetoid.name());
    assertEquals(DataConfig.FeatureScaling.ROW, planetoid.scaling());
    assertEquals(3, planetoid.options().seed());
    var list =
        (DataConfig.EdgeList)
            data(
                "{format: edgelist, features: /f, edges: /e, labels: /l, split: /s, normalize: none}");
    assertEquals(
        List.of("/f", "/e", "/l", "/s"),
        List.of(list.features(), list.edges(), list.labels(), list.split().orElseThrow()));
    assertEquals(DataConfig.FeatureScaling.NONE, list.scaling());
    assertEquals(DataConfig.FeatureForm.VALUES, list.featuresAre());
    var indices =
        (DataConfig.EdgeList)
            data("{format: edgelist, features: /f, featuresAre: indices, edges: /e, labels: /l}");
    assertEquals(DataConfig.FeatureForm.INDICES, indices.featuresAre());
    var values =
        (DataConfig.EdgeList)
            data("{format: edgelist, features: /f, featuresAre: values, edges: /e, labels: /l}");
    assertFalse(values.examplesKey().contains("featuresAre"), values.examplesKey());
    var drawn =
        (DataConfig.EdgeList)
            data(
                "{format: edgelist, features: /f, edges: /e, labels: /l, split: 0.6, validation: 0.1}");
    assertEquals(0.6, drawn.options().split());
    assertEquals(0.1, drawn.options().validation());
    assertEquals(Optional.empty(), drawn.split());
  }

  @Test
  void everyKeyReachesItsSetting() throws Exception {
    assertEquals(
        DataConfig.CifarLabels.COARSE,
        ((DataConfig.Cifar100) data("{format: cifar100, path: /c, labels: coarse}")).labels());
    var images =
        (DataConfig.Images)
            data(
                "{format: images, train: \"/a.tar!/b\", validation: /v, size: 224, channels: 3, split: 0.5}");
    assertEquals(
        new Sets(Optional.of("/a.tar!/b"), Optional.empty(), Optional.of(ShareOr.of("/v")), 0.5),
        images.sets());
    assertEquals(OptionalInt.of(224), images.size());
    assertEquals(OptionalInt.of(3), images.channels());
    assertEquals(0.5, images.options().split());
    assertEquals(List.of("/a.tar", "/v"), images.locations());
    var csv =
        (DataConfig.Csv)
            data(
                "{format: csv, train: /t, label: a b, features: [x, 'y:1'], header: false, delimiter: ';', missing: mean, validation: 0.1, onBadRecord: skip}");
    assertEquals("a b", csv.label());
    assertEquals(List.of("x", "y:1"), csv.features());
    assertEquals(false, csv.header());
    assertEquals(";", csv.delimiter());
    assertEquals(DataConfig.MissingValues.MEAN, csv.missing());
    assertEquals(0.1, csv.options().validation());
    assertEquals(DataOptions.OnBadRecord.SKIP, csv.options().onBadRecord());
    assertEquals(List.of("/t"), csv.locations());
    assertEquals(
        OptionalInt.of(7),
        ((DataConfig.Libsvm) data("{format: libsvm, train: /t, features: 7}")).features());
    assertEquals(
        List.of("f"),
        ((DataConfig.Parquet) data("{format: parquet, train: /t, label: y, features: [f]}"))
            .features());
  }

  @Test
  void wrongValuesAreNamed() throws Exception {
    assertEquals(
        List.of(
            "x.yaml:1: data.size: must be between 1 and 4096, found 0",
            "x.yaml:1: data.channels: expected 1 or 3, found \"2\""),
        problems("{format: images, train: /t, size: 0, channels: 2}"));
    assertEquals(
        List.of(
            "x.yaml:1: data.label: missing; expected text: a column",
            "x.yaml:1: data.delimiter: expected one character, found \"ab\""),
        problems("{format: csv, train: /t, delimiter: ab}"));
  }

  @Test
  void dataBlockOfARunIsReadAlone() throws Exception {
    var file =
        new ConfigFolder(dir)
            .write("run.yaml", "data: {format: cifar10, path: /c}\nmodel: {name: lenet}\n");
    assertEquals("cifar10", ConfigLoader.loadData(file, List.of(), Map.of()).format());
  }
}
