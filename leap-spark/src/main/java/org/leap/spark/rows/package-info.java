/** Rows of tables as those see them who make examples of them, whatever has read them. */
package org.leap.spark.rows;
