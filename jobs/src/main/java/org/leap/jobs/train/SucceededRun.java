package org.leap.jobs.train;

import java.util.List;
import java.util.Map;
import org.leap.jobs.report.EpochReport;

/**
 * A run that succeeded.
 *
 * @param epochs its evaluations, in order; empty for a run that had succeeded before
 * @param facts what else to say of it, in order
 */
public record SucceededRun(List<EpochReport> epochs, Map<String, String> facts) {}
