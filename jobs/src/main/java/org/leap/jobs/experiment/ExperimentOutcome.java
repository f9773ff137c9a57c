package org.leap.jobs.experiment;

import java.util.List;
import org.leap.jobs.process.ExitCode;

/**
 * How an experiment ended.
 *
 * @param message what is wrong; empty if nothing is
 * @param table a header and a line for every cell; empty if it did not come to that
 * @param facts what else to say, in lines
 */
public record ExperimentOutcome(
    ExitCode exitCode, String message, List<List<String>> table, List<String> facts) {}
