/**
 * The experiment configuration: what a user may write, what it means, and every problem in it at
 * once.
 *
 * <p>{@link org.leap.jobs.config.ConfigLoader} reads a YAML file, its {@code extends} parents and
 * the {@code --set} options into an immutable {@link org.leap.jobs.config.RunConfig}. A setting is
 * declared once, on the component of the record that holds it: {@code Key} has its documentation,
 * default and bounds, the component's type says how it is written. The loader, the resolved
 * configuration, the key that runs are compared by and the reference in docs/configuration.md all
 * follow from that declaration. What is another library's, such as a schedule or an updater of
 * ND4J, the records make themselves.
 */
package org.leap.jobs.config;
