package org.leap.core.optimizer;

import org.nd4j.linalg.learning.config.IUpdater;

/** An updater of this library that one of ND4J's can stand in for. */
public interface PortableUpdater extends IUpdater {
  /** ND4J's nearest updater with as much state, at the learning rate of step 0. */
  IUpdater stock();
}
