/** The interface of a language model, and the files of models. */
@NullMarked
package io.github.shimmy4j.engine.model;

import org.jspecify.annotations.NullMarked;
