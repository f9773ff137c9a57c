package org.leap.core.flatness;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks small enough to know everything about, and data to train them a little. */
final class SmallNetworks {
  static final int CLASSES = 4;

  private SmallNetworks() {}

  private static NeuralNetConfiguration.Builder settings(DataType type) {
    return new NeuralNetConfiguration.Builder()
        .seed(11)
        .dataType(type)
        .updater(new Adam(0.02))
        .activation(Activation.TANH);
  }

  static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** 10-24-8-4: 500 parameters. */
  static MultiLayerConfiguration dense(DataType type) {
    return settings(type)
        .list()
        .layer(new DenseLayer.Builder().nOut(24).build())
        .layer(new DenseLayer.Builder().nOut(8).build())
        .layer(output())
        .setInputType(InputType.feedForward(10))
        .build();
  }

  /** The same with rectifiers. */
  static MultiLayerConfiguration rectifying() {
    return settings(DataType.DOUBLE)
        .activation(Activation.RELU)
        .list()
        .layer(new DenseLayer.Builder().nOut(24).build())
        .layer(new DenseLayer.Builder().nOut(8).build())
        .layer(output())
        .setInputType(InputType.feedForward(10))
        .build();
  }

  /** Convolution, batch normalization, dropout, weight decay; 8 x 8 images of two channels. */
  static MultiLayerConfiguration convolutions(DataType type) {
    return settings(type)
        .l2(0.1)
        .list()
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(5).build())
        .layer(new BatchNormalization.Builder().useLogStd(true).build())
        .layer(new DenseLayer.Builder().nOut(6).dropOut(0.5).build())
        .layer(new BatchNormalization.Builder().useLogStd(false).build())
        .layer(output())
        .setInputType(InputType.convolutional(8, 8, 2))
        .build();
  }

  static ComputationGraphConfiguration graph(DataType type) {
    return settings(type)
        .graphBuilder()
        .addInputs("in")
        .addLayer("hidden", new DenseLayer.Builder().nOut(6).dropOut(0.5).build(), "in")
        .addLayer("norm", new BatchNormalization(), "hidden")
        .addLayer("out", output(), "norm")
        .setOutputs("out")
        .setInputTypes(InputType.feedForward(10))
        .build();
  }

  static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** Three minibatches of 16, 16 and 9 examples. */
  static List<DataSet> batches(DataType type, long... example) {
    List<DataSet> batches = new ArrayList<>();
    for (int size : new int[] {16, 16, 9}) {
      batches.add(batch(type, size, batches.size(), example));
    }
    return batches;
  }

  private static DataSet batch(DataType type, int size, int number, long... example) {
    long[] shape = new long[example.length + 1];
    shape[0] = size;
    System.arraycopy(example, 0, shape, 1, example.length);
    INDArray features = Nd4j.create(type, shape);
    INDArray flat = features.reshape(features.length());
    INDArray labels = Nd4j.zeros(type, size, CLASSES);
    long perExample = features.length() / size;
    for (int i = 0; i < size; i++) {
      int label = (i * 7 + number) % CLASSES;
      labels.putScalar(i, label, 1);
      for (long j = 0; j < perExample; j++) {
        double value =
            Math.sin(1 + i * 2.7 + j * 1.9 + number * 5.3) + (j % CLASSES == label ? 1 : 0);
        flat.putScalar(i * perExample + j, value);
      }
    }
    return new DataSet(features, labels);
  }

  static void train(MultiLayerNetwork network, List<DataSet> batches, int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      batches.forEach(network::fit);
    }
  }
}
