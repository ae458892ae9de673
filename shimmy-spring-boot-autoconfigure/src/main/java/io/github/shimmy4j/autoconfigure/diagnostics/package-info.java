/** What a user is told when the application cannot start. */
@NullMarked
package io.github.shimmy4j.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
