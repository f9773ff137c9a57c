package org.leap.core.noise;

/** One value of a noise stream: the reference definition of a distribution. */
@FunctionalInterface
interface Element {
  float at(long step, long index);
}
