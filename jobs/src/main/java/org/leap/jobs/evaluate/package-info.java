/** Trained networks put to the test: scores, predictions, and how flat their minimum is. */
package org.leap.jobs.evaluate;
