/**
 * JSON schemas that an answer must follow: a schema goes in, a grammar in llama.cpp's
 * notation (GBNF) comes out, and a whole answer is checked against the schema. Knows
 * neither llama.cpp nor HTTP.
 */
@NullMarked
package io.github.shimmy4j.engine.schema;

import org.jspecify.annotations.NullMarked;
