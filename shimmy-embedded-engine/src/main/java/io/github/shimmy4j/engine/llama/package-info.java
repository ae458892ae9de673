/** llama.cpp and its Java binding. No other package knows them. */
@NullMarked
package io.github.shimmy4j.engine.llama;

import org.jspecify.annotations.NullMarked;
