/**
 * Where every example goes: which logical worker trains it, in which chunk it is stored, and in
 * which minibatch of which round it is seen. All of it is a pure function of the seed and of the
 * sizes.
 */
package org.leap.spark.data;
