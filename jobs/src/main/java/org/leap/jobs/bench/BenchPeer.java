package org.leap.jobs.bench;

/** What else to time beside our step. */
public enum BenchPeer {
  /** PyTorch, by the python3 of the PATH. */
  TORCH
}
