/** IDX files, the format of MNIST and its relatives. */
package org.leap.jobs.formats.idx;
