package org.leap.jobs.experiment;

import org.leap.jobs.config.ExperimentPlan.Cell;
import org.leap.jobs.config.ResolvedConfig;

/**
 * A run as a cell needs it. Cells share runs that are equal.
 *
 * @param leap whether it is the run with LEAP of its cell
 * @param name of its folder
 */
record PlannedRun(Cell cell, boolean leap, long seed, String name, ResolvedConfig resolved) {}
