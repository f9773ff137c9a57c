/**
 * The prepared form of a data set: shards of compressed, checksummed blocks of examples in the
 * order of their places, and a manifest.
 */
package org.leap.spark.prepared;
