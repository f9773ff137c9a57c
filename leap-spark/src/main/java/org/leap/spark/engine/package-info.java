/**
 * The averaging engine: rounds of local steps on logical workers, averaged in a fixed order on the
 * driver. See {@link org.leap.spark.engine.AveragingTrainer}.
 */
package org.leap.spark.engine;
