/** Tests that read the documents as a reader would. */
package org.leap.jobs.docs;
