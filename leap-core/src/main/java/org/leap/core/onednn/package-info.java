/**
 * oneDNN called directly: arrays in its layouts, and programs of its primitives that are set up
 * once and run often. Knows neither DL4J nor LEAP.
 */
package org.leap.core.onednn;
