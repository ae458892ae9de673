/** The report of a failed start of the application. */
@NullMarked
package io.github.shimmy4j.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
