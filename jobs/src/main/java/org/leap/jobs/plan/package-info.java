/** What a run will do, from its configuration and its data, before anything is trained. */
package org.leap.jobs.plan;
