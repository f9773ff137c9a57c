package org.leap.jobs.config;

/**
 * A place in the configuration while it is read.
 *
 * @param path dotted key path, empty at the root
 * @param outer values of the enclosing block that were read before
 * @param context what reading depends on
 */
record Site(String path, Values outer, ReadContext context) {

  static Site root(ReadContext context) {
    return new Site("", Values.empty(), context);
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
}
