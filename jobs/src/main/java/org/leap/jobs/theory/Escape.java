package org.leap.jobs.theory;

/**
 * The time to leave a valley.
 *
 * @param valley {@code sharp} or {@code flat}
 * @param escapes walkers that reached the barrier's top within the horizon
 * @param steps mean steps to it, from all walkers, those that did not leave included (maximum
 *     likelihood for a constant rate)
 * @param exponent log of steps over {@code pi / (eta H)}
 * @param standardError of the exponent
 * @param leading what the leading order says the exponent is
 * @param corrected what the law with the gradient's own perturbation says
 */
public record Escape(
    String valley,
    double sigma,
    int escapes,
    double steps,
    double exponent,
    double standardError,
    double leading,
    double corrected) {

  static Escape measure(
      TwoValleys landscape,
      boolean fromSharp,
      double eta,
      double sigma,
      int walkers,
      long horizon,
      long seed) {
    double start = fromSharp ? landscape.sharpMinimum() : landscape.flatMinimum();
    Walkers population = new Walkers(landscape, eta, sigma, seed, walkers, i -> start);
    boolean[] gone = new boolean[walkers];
    int escapes = 0;
    long waited = 0;
    for (long step = 0; step < horizon && escapes < walkers; step++) {
      population.advance();
      waited += walkers - escapes;
      for (int i = 0; i < walkers; i++) {
        if (!gone[i] && population.position(i) >= 0 != fromSharp) {
          gone[i] = true;
          escapes++;
        }
      }
    }
    double curvature = landscape.curvature(start);
    double steps = (double) waited / escapes;
    return new Escape(
        fromSharp ? "sharp" : "flat",
        sigma,
        escapes,
        steps,
        Math.log(steps * eta * curvature / Math.PI),
        1 / Math.sqrt(escapes),
        landscape.leadingExponent(curvature, eta, sigma),
        landscape.exponent(curvature, eta, sigma));
  }
}
