/** Trained networks in the formats of others: ONNX. */
package org.leap.jobs.export;
