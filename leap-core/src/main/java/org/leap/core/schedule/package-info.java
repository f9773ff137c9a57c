/**
 * Learning rate schedules that ND4J lacks, as ND4J schedules: pure functions of iteration and
 * epoch. ND4J's own cover the rest ({@code FixedSchedule}, {@code StepSchedule}, {@code
 * MapSchedule}, {@code ExponentialSchedule}, {@code InverseSchedule}, {@code SigmoidSchedule}).
 */
package org.leap.core.schedule;
