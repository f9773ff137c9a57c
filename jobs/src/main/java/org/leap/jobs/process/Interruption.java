package org.leap.jobs.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Ctrl-C and SIGTERM end the runs of this process in order: each abandons its round, saves the last
 * average, and the process exits with 130. A second signal, or runs that do not end in time, end
 * the process at once. A shutdown hook would come too late to choose the exit code, so the signals
 * themselves are handled.
 */
public final class Interruption implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Set<Interruption> ACTIVE = new LinkedHashSet<>();
  private static boolean requested;

  /** Whether the process ends as soon as what was asked for is done. */
  private static boolean ending;

  private volatile Runnable action = () -> {};
  private boolean inOrder;

  private Interruption() {}

  /** Registers a receiver of signals, which hears of them from now on. */
  public static synchronized Interruption register() {
    Interruption one = new Interruption();
    ACTIVE.add(one);
    return one;
  }

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
    List<Runnable> actions;
    boolean wait;
    synchronized (Interruption.class) {
      if (requested || ACTIVE.isEmpty()) {
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
      }
      requested = true;
      actions = new ArrayList<>(ACTIVE.stream().<Runnable>map(one -> one::deliver).toList());
      // As they would be closed: what began last may stand on what began before.
      Collections.reverse(actions);
      wait = ACTIVE.stream().anyMatch(one -> one.inOrder);
      ending = !wait;
    }
    Thread watchdog = new Thread(Interruption::endIfItHangs, "interruption-limit");
    watchdog.setDaemon(true);
    watchdog.start();
    System.err.println(
        "leap: interrupted%s (once more to stop at once)"
            .formatted(wait ? ": saving the last average" : ""));
    actions.forEach(Runnable::run);
    if (!wait) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }
  }

  /** Does what was asked for in the case of a signal. */
  public void deliver() {
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

  /** Nothing would be lost now: the process may end as soon as this has run. */
  public void endsAtOnce(Runnable last) {
    synchronized (Interruption.class) {
      action = last;
      inOrder = false;
    }
  }

  /**
   * The one that is told ends by itself once this has run, and the process waits for it. If there
   * was a signal already, it runs at once.
   */
  public void endsInOrder(Runnable stop) {
    boolean late;
    synchronized (Interruption.class) {
      action = stop;
      inOrder = true;
      late = requested;
    }
    if (late) {
      stop.run();
    }
  }

  /** Does not return while a signal ends the process: that its work has failed then is no news. */
  @Override
  public void close() {
    boolean wait;
    synchronized (Interruption.class) {
      ACTIVE.remove(this);
      wait = ending;
    }
    if (wait) {
      endIfItHangs();
    }
  }
}
