/** From configuration to DL4J: networks by name, optimizers, learning rate schedules. */
package org.leap.jobs.model;
