package org.leap.jobs.folder;

/** What to do about a run folder that exists. */
public enum StartMode {
  /** Refuse it. */
  NEW,
  /** Go on where it stopped; start if there is none. */
  RESUME,
  /** Move it aside. */
  RESTART
}
