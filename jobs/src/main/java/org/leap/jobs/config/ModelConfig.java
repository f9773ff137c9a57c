package org.leap.jobs.config;

import java.util.List;
import java.util.Optional;

/** The network to train, by its name in the model zoo. */
@Key.Variants(
    doc = "the network",
    impliedBy = "file",
    of = {
      ModelConfig.Mlp.class,
      ModelConfig.Lenet.class,
      ModelConfig.Vgg16.class,
      ModelConfig.Resnet18.class,
      ModelConfig.Resnet50.class,
      ModelConfig.Googlenet.class,
      ModelConfig.Resnet20.class,
      ModelConfig.Resnet32.class,
      ModelConfig.Gcn.class,
      ModelConfig.Gat.class,
      ModelConfig.Gin.class,
      ModelConfig.File.class
    })
public sealed interface ModelConfig {

  /** The name of the network, as it is written. */
  default String name() {
    return Schema.word(getClass()).orElseThrow();
  }

  /** Activation of hidden layers. */
  enum Activation {
    RELU,
    TANH,
    SIGMOID,
    LEAKY_RELU,
    ELU
  }

  /** How the first layers of a network shrink its images. */
  enum Stem {
    /** {@link #SMALL} for images of up to 64 x 64, else {@link #LARGE}. */
    AUTO,
    /** Not at all: one 3x3 convolution, as is usual for CIFAR. */
    SMALL,
    /** To a quarter: a 7x7 convolution of stride 2, then a pooling, as is usual for ImageNet. */
    LARGE
  }

  /**
   * What the weights of a network are drawn from at first; docs/models.md has the distributions.
   */
  enum Initialization {
    /** As other frameworks start such networks, with outputs near the same for every class. */
    STANDARD,
    /** As LEAP 0.1 did: He's in hidden layers of rectifiers, Glorot's in the others. */
    HE
  }

  /** A network whose weights can start in two ways. */
  sealed interface Initialized extends ModelConfig {
    /** How they start. */
    @Key(
        doc = "what the weights are drawn from at first; `he` is as LEAP 0.1 did it",
        orElse = "standard")
    Initialization initialization();
  }

  /** A network of residual blocks. */
  sealed interface OfResiduals extends Initialized {
    /** Whether every block passes on its input alone at first. */
    @Key(
        doc =
            "start every residual block with what it adds to its input at zero: the scale of its last"
                + " normalization is 0 instead of 1",
        orElse = "false")
    boolean zeroResidual();
  }

  /** A fully connected network. */
  @Key.Word("mlp")
  record Mlp(
      @Key(
              doc = "widths of the hidden layers",
              orElse = "[1000, 1000]",
              most = 100,
              in = "[1, 1000000]")
          List<Integer> hidden,
      @Key(doc = "activation of the hidden layers", orElse = "relu") Activation activation,
      @Key(
              doc = "probability that a hidden unit is dropped in training",
              orElse = "0",
              in = "[0, 1)")
          double dropout,
      Initialization initialization)
      implements Initialized {
    public Mlp {
      hidden = List.copyOf(hidden);
    }
  }

  /** The convolutional network LeNet. */
  @Key.Word("lenet")
  record Lenet(Initialization initialization) implements Initialized {
    /** As it is by default. */
    public static final Lenet STANDARD = Schema.defaults(Lenet.class);
  }

  /** A network whose first stage of 64 channels, in its paper, may be wider or narrower. */
  sealed interface OfWidth extends Initialized {
    /** Channels of the first stage, at least 1. */
    @Key(
        doc = "channels of the first stage; the others follow in proportion",
        orElse = "64",
        in = "[1, 4096]")
    int width();
  }

  /** A network that can begin in two ways. */
  sealed interface OfStem extends ModelConfig {
    /** How it begins. */
    @Key(
        doc =
            "`large` shrinks images to a quarter first, `small` does not; `auto` is small up to 64 x 64",
        orElse = "auto")
    Stem stem();
  }

  /** A network for small images, of 16 channels in the first stage, in its paper. */
  sealed interface OfSmallImages extends OfResiduals {
    /** Channels of the first stage, at least 1. */
    @Key(
        doc = "channels of the first stage; the others follow in proportion",
        orElse = "16",
        in = "[1, 4096]")
    int width();
  }

  /** The convolutional network VGG16, in five blocks. */
  @Key.Word("vgg16")
  record Vgg16(
      int width,
      @Key(doc = "width of the two dense layers", orElse = "4096", in = "[1, 1000000]") int dense,
      @Key(doc = "normalize every convolution", orElse = "false") boolean batchNormalization,
      @Key(
              doc = "probability that a unit of the dense layers is dropped in training",
              orElse = "0",
              in = "[0, 1)")
          double dropout,
      Initialization initialization)
      implements OfWidth {
    /** With the widths of the paper and without its dropout. */
    public static final Vgg16 STANDARD = Schema.defaults(Vgg16.class);
  }

  /** The residual network of 18 layers; 64 channels of {@code width} in the first stage. */
  @Key.Word("resnet18")
  record Resnet18(int width, Stem stem, Initialization initialization, boolean zeroResidual)
      implements OfWidth, OfStem, OfResiduals {
    /** With the width of the paper. */
    public static final Resnet18 STANDARD = Schema.defaults(Resnet18.class);
  }

  /** The residual network of 50 layers; 64 channels of {@code width} in the first stage. */
  @Key.Word("resnet50")
  record Resnet50(int width, Stem stem, Initialization initialization, boolean zeroResidual)
      implements OfWidth, OfStem, OfResiduals {}

  /** The network GoogLeNet of inception modules; channels in proportion are rounded down. */
  @Key.Word("googlenet")
  record Googlenet(
      @Key(
              doc = "channels of the first convolution; the others follow in proportion",
              orElse = "64",
              in = "[1, 4096]")
          int width,
      Stem stem,
      @Key(
              doc = "probability that an input of the last layer is dropped in training",
              orElse = "0",
              in = "[0, 1)")
          double dropout,
      Initialization initialization)
      implements OfStem, Initialized {
    /** With the widths of the paper and without its dropout. */
    public static final Googlenet STANDARD = Schema.defaults(Googlenet.class);
  }

  /** The residual network of 20 layers for small images; 16 channels of {@code width} at first. */
  @Key.Word("resnet20")
  record Resnet20(int width, Initialization initialization, boolean zeroResidual)
      implements OfSmallImages {
    /** With the width of the paper. */
    public static final Resnet20 STANDARD = Schema.defaults(Resnet20.class);
  }

  /** The residual network of 32 layers for small images; 16 channels of {@code width} at first. */
  @Key.Word("resnet32")
  record Resnet32(int width, Initialization initialization, boolean zeroResidual)
      implements OfSmallImages {}

  /** A network that classifies the nodes of a graph. */
  sealed interface OfGraph extends ModelConfig {
    /** At least 1. */
    @Key(doc = "graph layers, the one of the classes too", orElse = "2", in = "[1, 100]")
    int layers();

    /** Probability, in [0, 1), that an input of a graph layer is dropped in training. */
    @Key(
        doc = "probability that an input of a layer is dropped in training",
        orElse = "0.5",
        in = "[0, 1)")
    double dropout();
  }

  /** The graph convolutional network; {@code hidden} is the width of the layers before the last. */
  @Key.Word("gcn")
  record Gcn(
      int layers,
      @Key(doc = "width of the layers before the last", orElse = "16", in = "[1, 100000]")
          int hidden,
      double dropout)
      implements OfGraph {}

  /** The graph attention network. */
  @Key.Word("gat")
  record Gat(
      int layers,
      @Key(doc = "width of a head in the layers before the last", orElse = "8", in = "[1, 100000]")
          int hidden,
      @Key(doc = "attention heads of the layers before the last", orElse = "8", in = "[1, 1000]")
          int heads,
      @Key(
              doc = "attention heads of the last layer, which are averaged",
              orElse = "1",
              in = "[1, 1000]")
          int outputHeads,
      @Key(
              doc = "probability that an input of a layer is dropped in training",
              orElse = "0.6",
              in = "[0, 1)")
          double dropout,
      @Key(
              doc = "probability that the weight of a neighbour is dropped in training",
              orElse = "0.6",
              in = "[0, 1)")
          double attentionDropout)
      implements OfGraph {}

  /** The graph isomorphism network with perceptrons of two layers; all but the last are hidden. */
  @Key.Word("gin")
  record Gin(
      int layers,
      @Key(doc = "width of all layers but the last", orElse = "64", in = "[1, 100000]") int hidden,
      double dropout)
      implements OfGraph {}

  /** A configuration of DL4J, or a model file to go on from, at a path or Hadoop URI. */
  @Key.Word("file")
  record File(
      @Key(
              name = "file",
              doc =
                  "a network's configuration as DL4J writes it (JSON or YAML), or a model.zip to go on from;"
                      + " its optimizer and learning rate are its own unless `optimizer` and `schedule` are"
                      + " written. `name` need not be written")
          String location,
      @Key(
              doc =
                  "layers that keep their parameters, by name or by number from 0, each with all before it;"
                      + " `[none]` trains all",
              absent = "those that are frozen in the file",
              most = 1000,
              form = "[^\\p{Cntrl}]{1,200}",
              inWords = "the name or the number of a layer")
          Optional<List<String>> freeze,
      @Key(
              doc =
                  "`fresh` draws the last layer's parameters anew; `auto` does so if a model.zip tells"
                      + " another number of classes apart than the data have",
              orElse = "auto")
          OutputLayer outputLayer,
      @Key(
              doc = "what the optimizer starts with: zero, or what a model.zip keeps of its own",
              orElse = "zero")
          FirstState optimizerState)
      implements ModelConfig {

    /** Whether the layer that gives a value for every class starts anew. */
    public enum OutputLayer {
      AUTO,
      FRESH
    }

    /** What the optimizer starts with. */
    public enum FirstState {
      ZERO,
      KEEP
    }

    public File {
      freeze = freeze.map(List::copyOf);
    }

    /** The network as it is in its file. */
    public static File of(String location) {
      return new File(location, Optional.empty(), OutputLayer.AUTO, FirstState.ZERO);
    }
  }
}
