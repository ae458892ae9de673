/**
 * Which shimmy runs: where binaries are looked for, how one is obtained, and what it says
 * of itself.
 */
@NullMarked
package io.github.shimmy4j.binary;

import org.jspecify.annotations.NullMarked;
