/**
 * Questions to a running server: is it there, is it ours, can it generate.
 */
@NullMarked
package io.github.shimmy4j.probe;

import org.jspecify.annotations.NullMarked;
