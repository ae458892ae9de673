/** The sidecar in words and numbers, for whatever shows it. */
@NullMarked
package io.github.shimmy4j.autoconfigure.report;

import org.jspecify.annotations.NullMarked;
