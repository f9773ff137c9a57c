/**
 * Parameter-averaging training of DL4J networks on Spark: the same result to the bit on any
 * cluster.
 */
package org.leap.spark;
