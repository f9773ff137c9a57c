package org.leap.core.step;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.core.onednn.Arena;
import org.leap.core.onednn.Buffer;
import org.leap.core.onednn.Layout;
import org.leap.core.onednn.OneDnn;
import org.leap.core.onednn.Primitive;
import org.leap.core.onednn.Program;
import org.leap.core.onednn.Program.Argument;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Loss, gradient and output of one initialized network, computed by oneDNN with channels last. The
 * parameters are read where DL4J has them, the gradient is written where DL4J expects it. A program
 * is built for each size of minibatch when it first comes, and kept.
 *
 * <p>For one thread at a time.
 */
public final class NetworkPlan implements AutoCloseable {
  /** Whole and last minibatches of training, evaluation and flatness. */
  private static final int MOST_PROGRAMS = 8;

  private final Model network;
  private final Reader reader;
  private final Runnable initGradients;
  private final Precision precision;
  private final Arena arena = new Arena();
  private final Map<Key, Planned> programs = new LinkedHashMap<>(16, 0.75f, true);

  /** What a program is built for; addresses change where somebody replaces DL4J's arrays. */
  private record Key(List<Long> features, long parameters, long gradient) {}

  /** A program, where its features go, and its loss. */
  private record Planned(Program program, Buffer features, LossOperation loss) {}

  /** What turns the network into operations, for minibatches of a shape. */
  private interface Reader {
    NetworkReading read(long... features) throws UncoveredException;
  }

  private NetworkPlan(Model network, Reader reader, Runnable initGradients, Precision precision) {
    this.network = network;
    this.reader = reader;
    this.initGradients = initGradients;
    this.precision = precision;
  }

  /**
   * The plan of a network.
   *
   * @param network to be initialized before the plan is used
   * @param precision of activations and of what is multiplied
   */
  public static NetworkPlan of(MultiLayerNetwork network, Precision precision) {
    return new NetworkPlan(
        network,
        features -> NetworkReading.of(network, features),
        network::initGradientsView,
        precision);
  }

  /** The same for a graph. */
  public static NetworkPlan of(ComputationGraph network, Precision precision) {
    return new NetworkPlan(
        network,
        features -> NetworkReading.of(network, features),
        network::initGradientsView,
        precision);
  }

  /**
   * Why the network cannot be planned for such minibatches; empty where it can.
   *
   * @param features shape of a minibatch, {@code [b, n]} or {@code [b, c, h, w]}
   */
  public Optional<String> obstacle(long... features) {
    Optional<String> missing = OneDnn.obstacle();
    if (missing.isPresent()) {
      return missing;
    }
    if (network.params().dataType() != DataType.FLOAT) {
      return Optional.of("its parameters are not of type FLOAT");
    }
    try {
      reader.read(features);
      return Optional.empty();
    } catch (UncoveredException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Computes the gradient of a minibatch's loss, summed over its examples, into the network's
   * gradient view, as DL4J does; what is to be subtracted from running statistics included.
   *
   * @return the loss, summed over the examples, without L1 and L2
   * @throws IllegalStateException if labels is null
   */
  public double gradient(INDArray features, INDArray labels) {
    return loss(features, labels, true);
  }

  /**
   * The loss without dropout and with running statistics, summed over the examples.
   *
   * @throws IllegalStateException if labels is null
   */
  public double loss(INDArray features, INDArray labels) {
    return loss(features, labels, false);
  }

  private double loss(INDArray features, INDArray labels, boolean training) {
    if (labels == null) {
      throw new IllegalStateException("No labels found");
    }
    Planned planned = planned(features, training);
    planned.loss().setLabels(labels);
    try {
      run(planned, features);
    } finally {
      planned.loss().setLabels(null);
    }
    return planned.loss().sum();
  }

  /** The output without dropout and with running statistics, {@code [b, n]}. */
  public INDArray output(INDArray features) {
    Planned planned = planned(features, false);
    run(planned, features);
    return planned.loss().output();
  }

  /**
   * The products and convolutions of a gradient alone, forward and backward: what it cannot do
   * without. They write into the network's gradient view, but no gradient: they compute on what the
   * last gradient and they themselves have left, so that a gradient now and then keeps their values
   * in bounds.
   *
   * @param features of the gradients, kept for the products to read
   */
  public Runnable products(INDArray features) {
    INDArray plain = kept(features);
    return () -> {
      Planned planned = planned(plain, true);
      planned.program().bind(planned.features(), address(plain));
      planned.program().runProducts();
    };
  }

  /** Not in the caller's workspace, which may be closed before the products run. */
  @SuppressWarnings("try") // nothing is asked of the scope
  private static INDArray kept(INDArray features) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray floats = features.castTo(DataType.FLOAT);
      return isPlain(floats) ? floats : floats.dup('c');
    }
  }

  /** Leaves nothing in the caller's workspace, the output least of all. */
  @SuppressWarnings("try") // nothing is asked of the scope
  private static void run(Planned planned, INDArray features) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray floats = features.castTo(DataType.FLOAT);
      INDArray plain = isPlain(floats) ? floats : floats.dup('c');
      planned.program().bind(planned.features(), address(plain));
      planned.program().run();
      if (plain != floats) {
        plain.close();
      }
      if (floats != features) {
        floats.close();
      }
    }
  }

  private static boolean isPlain(INDArray array) {
    return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
  }

  private Planned planned(INDArray features, boolean training) {
    Key key =
        new Key(
            Arrays.stream(features.shape()).boxed().toList(),
            address(network.params()),
            training ? address(gradientView()) : 0);
    Planned known = programs.get(key);
    if (known == null) {
      known = build(key, features.shape());
      programs.put(key, known);
    }
    return known;
  }

  private Planned build(Key key, long... features) {
    while (programs.size() >= MOST_PROGRAMS) {
      var oldest = programs.entrySet().iterator();
      oldest.next().getValue().program().close();
      oldest.remove();
    }
    NetworkReading reading;
    try {
      reading = reader.read(features);
    } catch (UncoveredException e) {
      throw new IllegalArgumentException("The network cannot be planned: " + e.getMessage(), e);
    }
    Program program = new Program(arena);
    var plan = new PlanBuilder(program, precision.type(), key.parameters(), key.gradient());
    Buffer source = input(plan, reading.input());
    List<Operation> operations = reading.operations();
    operations.forEach(operation -> operation.forward(plan));
    if (plan.isTraining()) {
      for (int i = operations.size() - 1; i >= 0; i--) {
        if (operations.get(i).result().isTrained()) {
          operations.get(i).backward(plan);
        }
      }
    }
    return new Planned(program, source, reading.loss());
  }

  private INDArray gradientView() {
    if (network.getGradientsViewArray() == null) {
      initGradients.run();
    }
    return network.getGradientsViewArray();
  }

  /** The features as DL4J has them, and what becomes of them. */
  private static Buffer input(PlanBuilder plan, Value input) {
    Layout plain = Layout.plain(Layout.Type.FLOAT32, input.shape());
    Buffer source = plan.program().boundTo(plain, 0);
    Layout wanted = plan.layout(input);
    if (wanted.isSameAs(plain)) {
      input.setBuffer(source);
    } else {
      Buffer buffer = plan.program().buffer(wanted);
      plan.program()
          .add(
              Primitive.reorder(plain, wanted),
              new Argument(DNNL_ARG_FROM, source),
              new Argument(DNNL_ARG_TO, buffer));
      input.setBuffer(buffer);
    }
    return source;
  }

  private static long address(INDArray array) {
    return array.data().pointer().address() + array.offset() * Float.BYTES;
  }

  /** Bytes of working memory that all programs share. */
  public long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    programs.values().forEach(planned -> planned.program().close());
    programs.clear();
    arena.close();
  }
}
