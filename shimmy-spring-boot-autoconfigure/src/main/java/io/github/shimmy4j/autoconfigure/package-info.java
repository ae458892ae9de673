/** The properties {@code shimmy.*}, the connection details, and their types. */
@NullMarked
package io.github.shimmy4j.autoconfigure;

import org.jspecify.annotations.NullMarked;
