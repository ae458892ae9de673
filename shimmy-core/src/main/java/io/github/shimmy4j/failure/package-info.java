/** All reasons for a failure as one closed list, and the exception that carries one. */
@NullMarked
package io.github.shimmy4j.failure;

import org.jspecify.annotations.NullMarked;
