package org.leap.jobs.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.leap.jobs.ExitCode;

/**
 * Ctrl-C and SIGTERM end a run in order: it abandons its round, saves the last average and exits
 * with 130. A second signal, or a run that does not end in time, ends the process at once. A
 * shutdown hook would come too late to choose the exit code, so the signals themselves are handled.
 */
public final class Interruption {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Runnable stop;
  private static boolean requested;

  private Interruption() {}

  /**
   * Handles the signals from now on. To be called before a SparkContext is made.
   *
   * <p>By reflection: every mention of sun.misc.Signal is a compiler warning that cannot be
   * suppressed.
   */
  public static void handleSignals() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      Object proxy =
          Proxy.newProxyInstance(
              Interruption.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  signalled();
                  return null;
                }
                return method.invoke(Interruption.class, arguments);
              });
      for (String name : new String[] {"INT", "TERM"}) {
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      }
    } catch (InvocationTargetException e) {
      // -Xrs, or a platform without these signals: the default action holds.
      return;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no sun.misc.Signal", e);
    }
  }

  private static void signalled() {
    Runnable action;
    synchronized (Interruption.class) {
      if (requested || stop == null) {
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
      }
      requested = true;
      action = stop;
    }
    Thread watchdog = new Thread(Interruption::endIfItHangs, "interruption-limit");
    watchdog.setDaemon(true);
    watchdog.start();
    System.err.println("leap: interrupted: saving the last average (once more to stop at once)");
    action.run();
  }

  private static void endIfItHangs() {
    try {
      Thread.sleep(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
  }

  /** Says what a signal shall do from now on; null to end the process. */
  static synchronized void onSignal(Runnable action) {
    stop = action;
  }
}
