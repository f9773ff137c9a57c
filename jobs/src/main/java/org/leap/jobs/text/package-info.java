/** Text that others wrote, made fit to be shown. */
package org.leap.jobs.text;
