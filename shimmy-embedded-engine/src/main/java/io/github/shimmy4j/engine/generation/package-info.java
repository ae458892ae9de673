/** Jobs that share a model: the queue for its slots, generations, embeddings. */
@NullMarked
package io.github.shimmy4j.engine.generation;

import org.jspecify.annotations.NullMarked;
