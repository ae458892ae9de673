/** The shimmy binary to run: where it is found, how it is obtained, and its version. */
@NullMarked
package io.github.shimmy4j.binary;

import org.jspecify.annotations.NullMarked;
