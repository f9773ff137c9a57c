package org.leap.jobs.model;

import java.util.Optional;
import org.leap.jobs.formats.DataSignature;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;

/**
 * A network read from a model file.
 *
 * @param location the file, as the user wrote it
 * @param state its parameters; optimizer state is not read
 * @param data what it was trained on; absent in files of plain DL4J and of the first LEAP
 */
public record TrainedModel(
    String location,
    NetworkBlueprint blueprint,
    NetworkState state,
    Optional<DataSignature> data) {}
