/**
 * Which shimmy runs: where binaries are looked for and what one says of itself.
 */
@NullMarked
package io.github.shimmy4j.binary;

import org.jspecify.annotations.NullMarked;
