package org.leap.jobs.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The data that a run trains and tests on, by format. */
@Key.Variants(
    by = "format",
    doc = "format of the data",
    of = {
      DataConfig.Idx.class,
      DataConfig.Cifar10.class,
      DataConfig.Cifar100.class,
      DataConfig.Images.class,
      DataConfig.WebDataset.class,
      DataConfig.Csv.class,
      DataConfig.Libsvm.class,
      DataConfig.Parquet.class,
      DataConfig.Table.class,
      DataConfig.Prepared.class,
      DataConfig.Planetoid.class,
      DataConfig.EdgeList.class
    })
public sealed interface DataConfig {

  /** Settings that every format has. */
  DataOptions options();

  /**
   * Whether a run validates on some of it. What a folder that was prepared holds, and a published
   * graph, is known only when it is opened: they are said to.
   */
  default boolean validates() {
    return options().validation() > 0
        || this instanceof Prepared
        || this instanceof Planetoid
        || (this instanceof EdgeList graph && graph.split().isPresent())
        || (this instanceof Idx idx && idx.validation().isPresent())
        || (this instanceof OfSets files && files.sets().validation().isPresent())
        || (this instanceof Table table && table.sets().validation().isPresent());
  }

  /** Whether labels are numbers to predict. */
  default boolean isRegression() {
    return this instanceof OfLabels labels && labels.task() == Task.REGRESSION;
  }

  /** The name of the format, as it is written. */
  default String format() {
    return Schema.word(getClass()).orElseThrow();
  }

  /**
   * Every setting that changes which examples there are and where they go, one {@code key=value} a
   * line: how they are scaled, changed and cached is left out.
   */
  default String examplesKey() {
    return ResultKey.ofExamples(this);
  }

  /** What the files are and how they are read, apart from what becomes of their examples. */
  default String filesKey() {
    return ResultKey.ofFiles(this);
  }

  /** The absolute paths and URIs in it, in the order of the keys. */
  default List<String> locations() {
    return ResultKey.locations(this);
  }

  /**
   * IDX files, the format of MNIST: one file of images and one of labels for each set.
   *
   * @param train absent only in data to score, as is {@code test}
   * @param heldBack absent where there is no validation
   */
  @Key.Word("idx")
  record Idx(
      @Key(doc = "the training set", required = true) Optional<IdxFiles> train,
      @Key(doc = "the test set", required = true) Optional<IdxFiles> test,
      @Key(name = "validation", doc = Sets.VALIDATION, absent = "no validation", in = "(0, 1)")
          Optional<ShareOr<IdxFiles>> heldBack,
      @Key.Without({"validation", "split"}) DataOptions options)
      implements DataConfig {
    public Idx {
      options = options.sharing(heldBack, options.split());
    }

    /** What to validate on, if it is no share of the training set. */
    public Optional<IdxFiles> validation() {
      return heldBack.flatMap(ShareOr::given);
    }
  }

  /**
   * The two files of an IDX set, each an absolute path or a Hadoop URI, in the same order.
   *
   * @param labels null in data to score that have none
   */
  record IdxFiles(
      @Key(doc = "IDX file of the images, plain or `.gz`") String images,
      @Key(doc = "IDX file of the labels, plain or `.gz`") String labels) {}

  /** Files of CIFAR in its binary layout. */
  sealed interface Cifar extends DataConfig {
    /** Folder or archive of the official files, or a single file of records. */
    @Key(
        doc =
            "folder, `.tar`, `.tar.gz` or `.zip` of the official binary version, or one file of records to train on")
    String path();
  }

  /** CIFAR-10. */
  @Key.Word("cifar10")
  record Cifar10(String path, DataOptions options) implements Cifar {}

  /** CIFAR-100, with its 100 fine or its 20 coarse labels. */
  @Key.Word("cifar100")
  record Cifar100(
      String path,
      @Key(doc = "100 classes, or 20", orElse = "fine") CifarLabels labels,
      DataOptions options)
      implements Cifar {}

  /** Which of its two labels an image of CIFAR-100 has. */
  enum CifarLabels {
    FINE,
    COARSE
  }

  /** Data in files or folders of their own for each set. */
  sealed interface OfSets extends DataConfig {
    /** Where each set is. */
    Sets sets();

    /** Files, folders and archives, without the folder inside an archive. */
    @Override
    default List<String> locations() {
      return Stream.of(sets().train, sets().test, sets().validation())
          .flatMap(Optional::stream)
          .map(location -> location.replaceFirst("!/.*", ""))
          .toList();
    }
  }

  /**
   * Where each set is, an absolute path or a Hadoop URI.
   *
   * @param train absent only in data to score
   */
  record Sets(
      @Key(
              doc =
                  "the training set: a file or folder, or a `.tar`, `.tar.gz` or `.zip` of a folder (`ARCHIVE!/FOLDER` for a folder in it)",
              required = true)
          Optional<String> train,
      @Key(doc = "the test set, given like `train`", absent = "see `split`") Optional<String> test,
      @Key(name = "validation", doc = Sets.VALIDATION, absent = "no validation", in = "(0, 1)")
          Optional<ShareOr<String>> heldBack,
      @Key(
              doc = "share of the examples that train where no test set is given; the others test",
              orElse = "0.8",
              in = "(0, 1)")
          double split) {
    static final String VALIDATION =
        "what to validate on after each epoch: given like `test`, or a share of the training set, which then does not train";

    /** With what a training needs. */
    public Sets(String train, Optional<String> test, Optional<String> validation) {
      this(Optional.of(train), test, validation.map(ShareOr::of), DataOptions.DEFAULT.split());
    }

    /** What to validate on, if it is no share of the training set. */
    public Optional<String> validation() {
      return heldBack.flatMap(ShareOr::given);
    }

    private DataOptions share(DataOptions options) {
      return options.sharing(heldBack, split);
    }
  }

  /** Data that may be JPEG and PNG images. */
  sealed interface OfImages extends DataConfig {
    /** Side of the square that images become; absent where all have one size. */
    @Key(
        doc = "side of the square that images are scaled and centre-cropped to, in pixels",
        absent = "the size of all images",
        in = "[1, 4096]")
    OptionalInt size();

    /** Absent where all have as many. */
    @Key(
        doc = "grey (1) or colours (3)",
        absent = "as all images have",
        either = {1, 3})
    OptionalInt channels();
  }

  /** A folder or archive of JPEG and PNG images for each set, with one folder per class. */
  @Key.Word("images")
  record Images(
      Sets sets,
      OptionalInt size,
      OptionalInt channels,
      @Key.Without({"validation", "split"}) DataOptions options)
      implements OfSets, OfImages {
    public Images {
      options = sets.share(options);
    }
  }

  /** Tar archives of JPEG and PNG images, each beside a file with its label. */
  @Key.Word("webdataset")
  record WebDataset(
      Sets sets,
      @Key(
              doc =
                  "extension of the files with labels, such as `cls` or `txt`; `json.KEY` for a value in JSON files",
              orElse = "cls",
              form = "json\\..+|[A-Za-z0-9_.-]+",
              inWords = "an extension such as cls, or json.KEY")
          String label,
      OptionalInt size,
      OptionalInt channels,
      @Key.Without({"validation", "split"}) DataOptions options)
      implements OfSets, OfImages {
    public WebDataset {
      options = sets.share(options);
    }
  }

  /** Tables whose columns have names. */
  sealed interface OfColumns extends DataConfig {
    /** Column of the label; null in data to score that have none. */
    @Key(doc = "column of the label", form = "(?s).+", inWords = "a column")
    String label();

    /** Columns of the features, empty for all others. */
    @Key(
        doc =
            "columns of the features: numbers or, in Parquet and tables, one array, vector or image",
        absent = "all columns but the label",
        form = "(?s).+",
        inWords = "a column",
        most = 100_000)
    List<String> features();
  }

  /** What is learned of a label. */
  enum Task {
    /** Which of its values an example has. */
    CLASSIFICATION,
    /** The number that it is. */
    REGRESSION
  }

  /** Data whose labels may be numbers to predict. */
  sealed interface OfLabels extends DataConfig {
    /** What is learned. */
    @Key(
        doc =
            "what is learned of the label: which of its values an example has, or the number that it"
                + " is; numbers are scaled to zero mean and unit variance of the training set",
        orElse = "classification")
    Task task();
  }

  /** CSV files. */
  @Key.Word("csv")
  record Csv(
      Sets sets,
      String label,
      List<String> features,
      @Key(
              doc =
                  "whether the first line names the columns; else they are called 1, 2, 3 and so on",
              orElse = "true")
          boolean header,
      @Key(
              doc = "what separates two cells",
              orElse = ",",
              form = "[^\"\\r\\n]",
              inWords = "one character")
          String delimiter,
      @Key(
              doc =
                  "what stands for an empty cell, `NA` or `?`: nothing (the record is bad), zero, or the"
                      + " mean of the column in the files of `train`, where rows count that `split` and"
                      + " `validation` hold back",
              orElse = "fail")
          MissingValues missing,
      Task task,
      @Key.Without({"validation", "split"}) DataOptions options)
      implements OfSets, OfColumns, OfLabels {
    public Csv {
      options = sets.share(options);
    }
  }

  /** What stands for a missing feature. */
  enum MissingValues {
    /** Nothing: the record is bad. */
    FAIL,
    ZERO,
    /** The mean of the column over the files of the training set, before any rows are held back. */
    MEAN
  }

  /** Sparse records in the format of LIBSVM. */
  @Key.Word("libsvm")
  record Libsvm(
      Sets sets,
      @Key(
              doc = "number of features",
              absent = "the highest index of the training set",
              in = "[1, 1000000]")
          OptionalInt features,
      Task task,
      @Key.Without({"validation", "split"}) DataOptions options)
      implements OfSets, OfLabels {
    public Libsvm {
      options = sets.share(options);
    }
  }

  /** Parquet files as Spark and Hugging Face write them. */
  @Key.Word("parquet")
  record Parquet(
      Sets sets,
      String label,
      List<String> features,
      OptionalInt size,
      OptionalInt channels,
      Task task,
      @Key.Without({"validation", "split"}) DataOptions options)
      implements OfSets, OfColumns, OfImages, OfLabels {
    public Parquet {
      options = sets.share(options);
    }
  }

  /**
   * Whatever Spark reads.
   *
   * @param key absent where the content of a row places it
   */
  @Key.Word("table")
  record Table(
      Tables sets,
      String label,
      List<String> features,
      @Key(
              doc =
                  "column whose values, each there once, order the rows; it is no feature by default",
              absent = "a hash of label and features orders them",
              form = "(?s).+",
              inWords = "a column")
          Optional<String> key,
      OptionalInt size,
      OptionalInt channels,
      Task task,
      @Key.Without({"validation", "split"}) DataOptions options)
      implements OfColumns, OfImages, OfLabels {
    public Table {
      options = options.sharing(sets.heldBack, sets.split);
    }

    /** The same with features of other columns. */
    public Table withFeatures(List<String> columns) {
      return new Table(sets, label, columns, key, size, channels, task, options);
    }

    /** The paths of files that no snapshot names. */
    @Override
    public List<String> locations() {
      return Stream.of(sets.train, sets.test, sets.validation())
          .flatMap(Optional::stream)
          .filter(set -> !set.hasSnapshots())
          .map(TableSet::path)
          .flatMap(Optional::stream)
          .toList();
    }
  }

  /**
   * What each set is read from.
   *
   * @param train absent only in data to score
   */
  record Tables(
      @Key(doc = "the rows of the training set", required = true) Optional<TableSet> train,
      @Key(doc = "the rows of the test set", absent = "see `split`") Optional<TableSet> test,
      @Key(
              name = "validation",
              doc =
                  "the rows to validate on after each epoch, or a share of the training set, which then does not train",
              absent = "no validation",
              in = "(0, 1)")
          Optional<ShareOr<TableSet>> heldBack,
      @Key(
              doc = "share of the examples that train where no test set is given; the others test",
              orElse = "0.8",
              in = "(0, 1)")
          double split) {
    /** What to validate on, if it is no share of the training set. */
    public Optional<TableSet> validation() {
      return heldBack.flatMap(ShareOr::given);
    }
  }

  /**
   * A folder that {@code leap data prepare} wrote. What was decided then cannot be changed any
   * more.
   */
  @Key.Word("prepared")
  record Prepared(
      @Key(doc = "folder that `leap data prepare` has written") String path,
      @Key.Only({"normalize", "augment", "cache"}) DataOptions options)
      implements DataConfig {}

  /** A graph whose nodes are classified. */
  sealed interface OfGraph extends DataConfig {
    /** How the features of its nodes are scaled. */
    @Key(
        name = "normalize",
        doc = "scaling of the features: every node's divided by their sum, or none",
        orElse = "row")
    FeatureScaling scaling();

    /** Of a drawn split and of the clusters. */
    @Key(
        doc = "seed of a drawn split, and of the clusters that several workers share the graph by",
        orElse = "42")
    long seed();

    /** Of the nodes that train; absent for all. */
    @Key(
        doc =
            "how many of the nodes that train do so, a number or a share; drawn by the seed, as many of each class as far as they reach",
        absent = "all")
    Optional<Portion> limit();

    /** In [0, 1]. */
    @Key(
        doc =
            "share of the nodes that train whose class is drawn anew among all classes, by the seed",
        orElse = "0",
        in = "[0, 1]")
    double labelNoise();

    @Override
    default DataOptions options() {
      return DataOptions.asTheyAre(0, DataOptions.DEFAULT.split(), seed())
          .training(limit(), labelNoise());
    }
  }

  /** How the features of a node are scaled. */
  enum FeatureScaling {
    /** Divided by their sum. */
    ROW,
    /** Not at all. */
    NONE
  }

  /** What the numbers after a node are. */
  enum FeatureForm {
    /** Its features, the same number for every node. */
    VALUES,
    /** Places of the features that it has, each 1; all others are 0. */
    INDICES
  }

  /** The citation graph of this name in the files of Yang et al., a folder or archive. */
  @Key.Word("planetoid")
  record Planetoid(
      @Key(doc = "folder or archive of the files `ind.NAME.*`") String path,
      @Key(
              doc = "which graph, such as cora",
              form = "[A-Za-z0-9_-]{1,100}",
              inWords = "the NAME in the files' names")
          String name,
      @Key(doc = "draw the subsets by the seed", absent = "the published subsets")
          Optional<NodeSplit> split,
      FeatureScaling scaling,
      long seed,
      Optional<Portion> limit,
      double labelNoise)
      implements OfGraph {}

  /** How many labelled nodes of a graph are drawn for each subset. */
  record NodeSplit(
      @Key(doc = "nodes of each class that train", orElse = "20", in = "[1, 1000000]") int perClass,
      @Key(doc = "nodes to validate on; 0 for none", orElse = "500", in = "[0, 100000000]")
          int validation,
      @Key(doc = "nodes to test on", orElse = "1000", in = "[1, 100000000]") int test) {}

  /** A graph in files of features, edges and labels. */
  @Key.Word("edgelist")
  record EdgeList(
      @Key(doc = "nodes: CSV lines `node,value,...`, or a JSON object `{\"node\": [value, ...]}`")
          String features,
      @Key(
              doc =
                  "what follows a node in `features`: its values, or the indices, from 0, of the features it has",
              orElse = "values")
          FeatureForm featuresAre,
      @Key(doc = "undirected edges: CSV lines `node,node`") String edges,
      @Key(doc = "classes: CSV lines `node,class`; not every node needs one") String labels,
      @Key(
              name = "split",
              doc =
                  "CSV lines `node,SUBSET` with train, validation or test; or the share of the labelled"
                      + " nodes that train, drawn by the seed: the others test",
              orElse = "0.8",
              in = "(0, 1)")
          ShareOr<String> subsets,
      @Key(
              doc = "share of the training nodes to validate on instead, if the split is drawn",
              absent = "no validation, unless the split has some",
              in = "(0, 1)")
          OptionalDouble validation,
      FeatureScaling scaling,
      long seed,
      Optional<Portion> limit,
      double labelNoise)
      implements OfGraph {
    static void check(Values values) {
      values.refuseIf(
          values.has("validation")
              && values.value("split") instanceof ShareOr<?> split
              && split.given().isPresent(),
          "validation",
          "the split is given by a file; name the validation nodes there and remove validation");
    }

    /** File of the subsets; absent if they are drawn. */
    public Optional<String> split() {
      return subsets.given();
    }

    @Override
    public DataOptions options() {
      return DataOptions.asTheyAre(validation.orElse(0), subsets.share(), seed)
          .training(limit, labelNoise);
    }
  }
}
