/**
 * The experiment configuration: what a user may write, what it means, and every problem in it at
 * once.
 *
 * <p>{@link org.leap.jobs.config.ConfigLoader} reads a YAML file, its {@code extends} parents and
 * the {@code --set} options into an immutable {@link org.leap.jobs.config.RunConfig}. Each block is
 * declared once, in its {@code ...Block} class: keys with type, default, validation and
 * documentation, and the record built from them. The loader, the resolved configuration and the
 * reference in docs/configuration.md all follow from that declaration.
 */
package org.leap.jobs.config;
