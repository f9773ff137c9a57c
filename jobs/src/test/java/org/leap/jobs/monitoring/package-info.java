/** What others see of a run: metrics, log lines, MLflow, the history server. */
package org.leap.jobs.monitoring;
