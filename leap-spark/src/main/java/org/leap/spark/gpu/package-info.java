/** Which GPU a task computes on. */
package org.leap.spark.gpu;
