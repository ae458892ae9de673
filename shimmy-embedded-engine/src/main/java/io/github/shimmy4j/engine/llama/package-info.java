/**
 * The one place that knows llama.cpp and its Java binding.
 */
@NullMarked
package io.github.shimmy4j.engine.llama;

import org.jspecify.annotations.NullMarked;
