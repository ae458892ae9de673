/**
 * JSON schemas of answers. A schema becomes a grammar in llama.cpp's notation (GBNF), and
 * a whole answer is checked against the schema. Depends on neither llama.cpp nor HTTP.
 */
@NullMarked
package io.github.shimmy4j.engine.schema;

import org.jspecify.annotations.NullMarked;
