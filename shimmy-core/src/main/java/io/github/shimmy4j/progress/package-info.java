/**
 * Progress of downloads and builds, for listeners, terminals, logs and waiters.
 */
@NullMarked
package io.github.shimmy4j.progress;

import org.jspecify.annotations.NullMarked;
