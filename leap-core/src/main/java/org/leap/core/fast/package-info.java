/**
 * Networks that train faster than DL4J's own from the same configuration, into the same parameters,
 * updater state and model files. {@link org.leap.core.fast.FastNetworks} is the way in.
 */
package org.leap.core.fast;
