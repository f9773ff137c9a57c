package org.leap.jobs;

import java.lang.reflect.Constructor;
import org.apache.spark.SparkUserAppException;
import org.leap.jobs.cli.LeapCommand;
import org.leap.jobs.process.ExitCode;
import org.leap.jobs.process.Interruption;
import org.leap.jobs.process.StandardError;

/** Main class of the {@code leap} launcher and of {@code spark-submit}. */
public final class Leap {
  private Leap() {}

  /** Runs one command and exits with its {@link ExitCode}. */
  public static void main(String[] args)
      throws ReflectiveOperationException, SparkUserAppException {
    StandardError.goPastTheFilter();
    Interruption.handleSignals();
    int code = LeapCommand.run(args);
    if (!isApplicationMaster()) {
      System.exit(code);
    }
    // There, every exit of ours counts as a failure, even with 0, and would be tried again.
    if (code != ExitCode.SUCCEEDED.code()) {
      throw failure(code);
    }
  }

  /** Spark 4 wants a cause besides, which may be null. */
  private static SparkUserAppException failure(int code) throws ReflectiveOperationException {
    Constructor<?> constructor = SparkUserAppException.class.getConstructors()[0];
    Object[] arguments = new Object[constructor.getParameterCount()];
    arguments[0] = code;
    return (SparkUserAppException) constructor.newInstance(arguments);
  }

  /** Whether YARN runs the driver: cluster deploy mode. */
  private static boolean isApplicationMaster() {
    return System.getProperty("spark.yarn.app.id") != null
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }
}
