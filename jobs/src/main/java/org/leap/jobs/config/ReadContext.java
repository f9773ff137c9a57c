package org.leap.jobs.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What reading depends on besides the text.
 *
 * @param environment the environment variables
 * @param workingDirectory absolute, where relative paths of the command line start
 * @param problems collects what is wrong
 */
record ReadContext(Map<String, String> environment, Path workingDirectory, Problems problems) {}
