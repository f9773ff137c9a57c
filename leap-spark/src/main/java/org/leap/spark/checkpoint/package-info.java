/** Checkpoints: what a run needs to go on as if it had never stopped. */
package org.leap.spark.checkpoint;
