/**
 * The life of the daemon: that there is one for each user, where it is, why it ended, and
 * its settings.
 */
@NullMarked
package io.github.shimmy4j.gateway.daemon;

import org.jspecify.annotations.NullMarked;
