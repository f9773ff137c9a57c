/** Configurations for data that nobody has described yet, made by looking at them. */
package org.leap.jobs.datasets.draft;
