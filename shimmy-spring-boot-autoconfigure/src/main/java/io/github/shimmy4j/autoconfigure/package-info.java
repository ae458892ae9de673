/**
 * Runs the sidecar with the application context and offers it to Spring AI.
 */
@NullMarked
package io.github.shimmy4j.autoconfigure;

import org.jspecify.annotations.NullMarked;
