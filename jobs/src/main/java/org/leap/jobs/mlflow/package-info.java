/**
 * Sends a run's parameters and metrics to an MLflow tracking server, by its REST interface: the
 * Java client would bring 20 MB of libraries along for five calls.
 */
package org.leap.jobs.mlflow;
