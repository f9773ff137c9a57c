/**
 * The front door for programs that use DL4J's own Spark API: {@link
 * org.leap.spark.dl4j.LeapTrainingMaster} in the place of a {@code
 * ParameterAveragingTrainingMaster}.
 */
package org.leap.spark.dl4j;
