/**
 * What this machine can do: the noise kernel, the training step, the averaging engine and the
 * reading of tables, each beside its peer and its floor, all measured in turns in the same run.
 */
package org.leap.jobs.bench;
