/** The front door for DataFrames: Spark ML estimators whose models are DL4J networks. */
package org.leap.spark.ml;
