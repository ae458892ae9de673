/** Accelerators: the requested one, the recommended one, and the one in use. */
@NullMarked
package io.github.shimmy4j.accelerator;

import org.jspecify.annotations.NullMarked;
