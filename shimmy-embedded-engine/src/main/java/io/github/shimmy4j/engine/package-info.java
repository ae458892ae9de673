/** The command line of the embedded engine: it has the commands of shimmy. */
@NullMarked
package io.github.shimmy4j.engine;

import org.jspecify.annotations.NullMarked;
