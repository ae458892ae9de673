/**
 * Generations: who waits, who runs, and what an answer is made of.
 */
@NullMarked
package io.github.shimmy4j.engine.generation;

import org.jspecify.annotations.NullMarked;
