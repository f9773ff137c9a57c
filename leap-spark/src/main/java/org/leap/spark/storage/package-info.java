/** Files that are absent, old or complete, on any Hadoop file system. */
package org.leap.spark.storage;
