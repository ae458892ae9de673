/**
 * A language model as the engine sees it, and the files that models come in.
 */
@NullMarked
package io.github.shimmy4j.engine.model;

import org.jspecify.annotations.NullMarked;
