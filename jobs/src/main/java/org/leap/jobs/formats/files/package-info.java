/**
 * The files of a data set on any Hadoop file system: single files, folders, and tar and zip
 * archives of folders. Translates what is wrong with a file into {@link
 * org.leap.jobs.formats.BadDataException}, and leaves an {@link java.io.IOException} for a file
 * system that cannot be reached.
 */
package org.leap.jobs.formats.files;
