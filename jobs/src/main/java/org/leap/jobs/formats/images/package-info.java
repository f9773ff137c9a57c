/** Folders of JPEG and PNG images, one folder per class. */
package org.leap.jobs.formats.images;
