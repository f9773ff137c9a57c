package org.leap.jobs.experiment;

import org.leap.jobs.config.ExperimentPlan.Arm;
import org.leap.jobs.config.ExperimentPlan.Cell;
import org.leap.jobs.config.ResolvedConfig;

/**
 * A run as a cell needs it. Cells share runs that are equal.
 *
 * @param arm of its cell
 * @param name of its folder
 */
record PlannedRun(Cell cell, Arm arm, long seed, String name, ResolvedConfig resolved) {}
