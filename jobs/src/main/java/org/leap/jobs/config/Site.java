package org.leap.jobs.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A place in the configuration while it is read.
 *
 * @param path dotted key path, empty at the root
 * @param outer values of the enclosing block that were read before
 * @param context what reading depends on
 */
record Site(String path, Values outer, Context context) {

  static Site root(Context context) {
    return new Site("", new Values(Optional.empty()), context);
  }

  Site child(String key) {
    return child(key, outer);
  }

  Site child(String key, Values values) {
    return new Site(pathOf(key), values, context);
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  void report(Origin origin, String message) {
    context.problems().add(origin, path, message);
  }

  /**
   * What reading depends on besides the text.
   *
   * @param environment the environment variables
   * @param workingDirectory absolute, where relative paths of the command line start
   * @param problems collects what is wrong
   */
  record Context(Map<String, String> environment, Path workingDirectory, Problems problems) {}
}
