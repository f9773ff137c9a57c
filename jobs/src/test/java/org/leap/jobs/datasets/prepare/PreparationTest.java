package org.leap.jobs.datasets.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leap.jobs.PublishedData;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.config.DataOptions.OnBadRecord;
import org.leap.jobs.config.Portion;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.datasets.ExampleSet;
import org.leap.jobs.datasets.InMemory;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.FileTree;
import org.leap.jobs.formats.images.ImageFiles;
import org.leap.jobs.formats.images.ImagesSource;
import org.leap.jobs.process.LocalSpark;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.FeatureType;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.storage.Folder;

/** In memory and prepared, the same source gives the same chunks, statistics and sets. */
class PreparationTest {
  @RegisterExtension
  static final LocalSpark SPARK =
      new LocalSpark().with("spark.serializer", "org.apache.spark.serializer.KryoSerializer");

  @TempDir Path folder;
  @TempDir Path images;

  private static DataOptions options(OnBadRecord onBadRecord, double limit) {
    DataOptions defaults = DataOptions.DEFAULT;
    return new DataOptions(
        0.1,
        0.75,
        defaults.normalization(),
        7,
        defaults.limit(),
        defaults.labelNoise(),
        onBadRecord,
        limit,
        defaults.augment(),
        defaults.cache());
  }

  private PreparedManifest prepare(Source source, DataOptions options) throws IOException {
    DataConfig.Prepared config = new DataConfig.Prepared(folder.toString(), options);
    Folder out = Folder.at(folder.toString(), new Configuration(false));
    return new Preparation(config, source, folder.toString(), SPARK.context())
        .run(out, "fingerprint");
  }

  private DataSet prepared() throws IOException {
    return DataSet.open(
        new DataConfig.Prepared(folder.toString(), DataOptions.DEFAULT), new Configuration(false));
  }

  @ParameterizedTest
  @CsvSource({"UINT8,false", "UINT8,true", "FLOAT32,false", "FLOAT32,true"})
  void preparedDataIsTheSameToTheBitAsDataInMemory(FeatureType type, boolean selectable)
      throws IOException {
    ListedSource listed = new ListedSource(type, 40, 0);
    Source source = selectable ? new SelectableSource(listed) : listed;
    DataOptions options = options(OnBadRecord.FAIL, 0.01);
    PreparedManifest manifest = prepare(source, options);
    DataSet inMemory = InMemory.read(source, options, new Configuration(false));
    DataSet prepared = prepared();
    assertEquals(409, inMemory.train().count() + evaluated(inMemory));
    assertEquals(102, inMemory.test().count());
    assertEquals(31, inMemory.validation().orElseThrow().count());
    assertEquals(inMemory.shape(), prepared.shape());
    assertEquals(inMemory.normalization(), prepared.normalization());
    assertEquals(source.classNames(), manifest.classNames());
    assertSame(inMemory.train(), prepared.train());
    assertSame(inMemory.test(), prepared.test());
    assertSame(inMemory.validation().orElseThrow(), prepared.validation().orElseThrow());
    assertEquals(276, manifest.sets().get("train").perClass().stream().mapToInt(n -> n).sum());
  }

  @ParameterizedTest
  @CsvSource({"false,0.4", "true,0.4", "true,0"})
  void aPartOfTheTrainingSetIsPreparedToTheBitAsInMemory(boolean limited, double labelNoise)
      throws IOException {
    Source source = new SelectableSource(new ListedSource(FeatureType.UINT8, 40, 0));
    DataOptions all = options(OnBadRecord.FAIL, 0.01);
    DataOptions options =
        new DataOptions(
            all.validation(),
            all.split(),
            all.normalization(),
            all.seed(),
            limited ? Optional.of(Portion.of(100)) : Optional.empty(),
            labelNoise,
            all.onBadRecord(),
            all.badRecordLimit(),
            all.augment(),
            all.cache());
    PreparedManifest manifest = prepare(source, options);
    DataSet inMemory = InMemory.read(source, options, new Configuration(false));
    DataSet whole = InMemory.read(source, all, new Configuration(false));
    assertEquals(limited ? 100 : 276, inMemory.train().count());
    assertEquals(inMemory.normalization(), prepared().normalization());
    assertSame(inMemory.train(), prepared().train());
    assertSame(whole.test(), prepared().test());
    assertSame(whole.validation().orElseThrow(), prepared().validation().orElseThrow());
    if (labelNoise == 0) {
      assertEquals(Collections.nCopies(10, 10), manifest.sets().get("train").perClass());
    }
  }

  private static int evaluated(DataSet data) {
    return data.test().count() + data.validation().map(ExampleSet::count).orElse(0);
  }

  private static void assertSame(ExampleSet expected, ExampleSet actual) {
    assertEquals(expected.count(), actual.count());
    ChunkLayout layout = new ChunkLayout(expected.count(), 3, 4, 8);
    try (ChunkSource a = expected.chunks(SPARK.context(), layout);
        ChunkSource b = actual.chunks(SPARK.context(), layout)) {
      assertEquals(layout.totalChunks(), a.loaders().size());
      assertEquals(layout.totalChunks(), b.loaders().size());
      for (int i = 0; i < a.loaders().size(); i++) {
        Chunk x = a.loaders().get(i).load();
        Chunk y = b.loaders().get(i).load();
        assertArrayEquals(x.labels(), y.labels());
        assertArrayEquals(x.features(), y.features());
      }
    }
  }

  @Test
  void chunkOfClassSortedPartsHoldsAllClasses() throws IOException {
    prepare(new ListedSource(FeatureType.UINT8, 100, 0), options(OnBadRecord.FAIL, 0.01));
    ExampleSet train = prepared().train();
    try (ChunkSource chunks =
        train.chunks(SPARK.context(), new ChunkLayout(train.count(), 2, 8, 80))) {
      for (ChunkSource.Loader loader : chunks.loaders()) {
        Chunk chunk = loader.load();
        if (chunk.examples() == 80) {
          assertEquals(10, Arrays.stream(chunk.labels()).distinct().count());
        }
      }
    }
  }

  @Test
  void chunkOfClassSortedFoldersHoldsAllClasses() throws IOException {
    for (int image = 0; image < 900; image++) {
      Path file =
          images.resolve(String.format(Locale.ROOT, "class%s/%03d.jpg", image / 90, image % 90));
      Files.createDirectories(file.getParent());
      Files.write(file, ImageFiles.encoded(ImageFiles.plain(8, 8, image * 7919), "jpg"));
    }
    assertTrue(fullChunksOfAllClasses(80) > 5);
  }

  @Test
  @Tag(PublishedData.TAG)
  void chunkOfCifarFoldersHoldsAllClasses() throws IOException {
    Configuration hadoop = new Configuration(false);
    FileTree tree = FileTree.at(PublishedData.file("cifar10-jpg.tar.gz") + "!/cifar10-jpg/test");
    tree.read(
        tree.list(hadoop),
        hadoop,
        (file, content) -> {
          Path copy = images.resolve(file.path());
          Files.createDirectories(copy.getParent());
          Files.write(copy, content.readNBytes(1 << 20));
        });
    assertTrue(fullChunksOfAllClasses(200) > 30);
  }

  /** How many chunks of that size preparing the images makes; each must hold all ten classes. */
  private int fullChunksOfAllClasses(int size) throws IOException {
    Configuration hadoop = new Configuration(false);
    Source source =
        ImagesSource.open(
            Map.of(Subset.TRAIN, images.toString()),
            OptionalInt.empty(),
            OptionalInt.empty(),
            hadoop);
    DataOptions options = options(OnBadRecord.FAIL, 0.01);
    prepare(source, options);
    ExampleSet train = prepared().train();
    assertSame(InMemory.read(source, options, hadoop).train(), train);
    int full = 0;
    try (ChunkSource chunks =
        train.chunks(SPARK.context(), new ChunkLayout(train.count(), 2, 8, size))) {
      for (ChunkSource.Loader loader : chunks.loaders()) {
        Chunk chunk = loader.load();
        if (chunk.examples() == size) {
          full++;
          assertEquals(10, Arrays.stream(chunk.labels()).distinct().count());
        }
      }
    }
    return full;
  }

  @Test
  void badRecordsAreCountedOrEndTheJob() throws IOException {
    ListedSource source = new ListedSource(FeatureType.UINT8, 40, 4);
    PreparedManifest manifest = prepare(source, options(OnBadRecord.SKIP, 0.01));
    assertEquals(4, manifest.sets().get("train").badRecords());
    DataSet inMemory =
        InMemory.read(source, options(OnBadRecord.SKIP, 0.01), new Configuration(false));
    assertEquals(4, inMemory.skipped().count());
    assertEquals(276, inMemory.train().count());

    String tooMany =
        "the train set: 4 of 413 records cannot be used, more than data.badRecordLimit (0.001) allows; the first: part-1: row 0: is bad";
    var skipping =
        assertThrows(
            BadDataException.class,
            () ->
                InMemory.read(source, options(OnBadRecord.SKIP, 0.001), new Configuration(false)));
    assertEquals(tooMany, skipping.getMessage());
    var preparing =
        assertThrows(
            BadDataException.class, () -> prepare(source, options(OnBadRecord.SKIP, 0.001)));
    assertEquals(tooMany, preparing.getMessage());
    var failing =
        assertThrows(
            BadDataException.class,
            () -> InMemory.read(source, options(OnBadRecord.FAIL, 0.01), new Configuration(false)));
    assertEquals("part-1: row 0: is bad", failing.getMessage());
    assertEndsAtTheFirstBadRecord(source);
    assertEndsAtTheFirstBadRecord(new SelectableSource(source));
  }

  private void assertEndsAtTheFirstBadRecord(Source source) {
    Throwable onExecutor =
        assertThrows(Exception.class, () -> prepare(source, options(OnBadRecord.FAIL, 0.01)));
    while (onExecutor.getCause() != null && !(onExecutor instanceof BadDataException)) {
      onExecutor = onExecutor.getCause();
    }
    assertEquals("part-1: row 0: is bad", onExecutor.getMessage());
    assertTrue(onExecutor instanceof BadDataException);
  }

  @Test
  void unitScalingOfFloatsIsRefused() throws IOException {
    prepare(new ListedSource(FeatureType.FLOAT32, 20, 0), options(OnBadRecord.FAIL, 0.01));
    DataOptions unit =
        new DataOptions(
            0,
            0.8,
            DataOptions.Normalization.UNIT,
            42,
            Optional.empty(),
            0,
            OnBadRecord.FAIL,
            0.01,
            List.of(),
            DataOptions.Cache.NONE);
    var failure =
        assertThrows(
            BadDataException.class,
            () ->
                DataSet.open(
                    new DataConfig.Prepared(folder.toString(), unit), new Configuration(false)));
    assertEquals(
        "data.normalize: unit is for images, whose values have a range; set it to standard, maxabs or none",
        failure.getMessage());
  }
}
