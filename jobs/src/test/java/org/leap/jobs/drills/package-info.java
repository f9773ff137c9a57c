/**
 * Failure drills: real processes are killed, stopped and starved while they train. Every run must
 * end within a stated bound, or go on to the bits of an undisturbed one. Run by {@code mvn verify
 * -Pdrills}.
 */
package org.leap.jobs.drills;
