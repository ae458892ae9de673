/** The embedding model. */
@NullMarked
package io.github.shimmy4j.autoconfigure.embedding;

import org.jspecify.annotations.NullMarked;
