package org.leap.core.flatness;

/**
 * One parameter tensor of one layer in the flattened parameters.
 *
 * @param name layer and parameter, such as {@code layer0_W}
 * @param filterLength the tensor is a row of filters of this length, the weights into one neuron or
 *     output channel; 0 for biases, scales and shifts, which have no filters
 * @param trained false for frozen layers and running statistics
 */
public record ParameterBlock(
    String name, int offset, int length, int filterLength, boolean trained) {

  public ParameterBlock {
    if (offset < 0 || length < 1 || filterLength < 0) {
      throw new IllegalArgumentException(
          "Invalid block %s: offset %s, length %s, filter length %s"
              .formatted(name, offset, length, filterLength));
    }
    if (filterLength > 0 && length % filterLength != 0) {
      throw new IllegalArgumentException(
          "Invalid block %s: %s parameters are no whole number of filters of %s"
              .formatted(name, length, filterLength));
    }
  }

  int end() {
    return offset + length;
  }
}
