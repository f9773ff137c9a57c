/**
 * NVIDIA's driver and its run-time compiler, as far as kernels of our own need them.
 *
 * <p>Both libraries are bound by JNA, which ND4J brings, rather than by the bytedeco presets: those
 * link one version of the whole toolkit and cannot be loaded without it and a driver, while these
 * work with any version found, and the compiler even without a GPU.
 */
package org.leap.core.cuda;
