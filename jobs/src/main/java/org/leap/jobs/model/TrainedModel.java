package org.leap.jobs.model;

import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;

/**
 * A network read from a model file.
 *
 * @param state its parameters; optimizer state is not read
 */
public record TrainedModel(NetworkBlueprint blueprint, NetworkState state) {}
