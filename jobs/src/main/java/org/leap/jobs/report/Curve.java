package org.leap.jobs.report;

import java.util.Optional;
import org.knowm.xchart.XYChart;

/**
 * A chart with the words that go with it.
 *
 * @param id unique within a page, letters only
 * @param title heading
 * @param caption what is shown and how to read it
 * @param chart absent if there is nothing to draw
 */
record Curve(String id, String title, String caption, Optional<XYChart> chart) {}
