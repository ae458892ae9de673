/**
 * Text of others, as people may see it.
 */
@NullMarked
package io.github.shimmy4j.engine.text;

import org.jspecify.annotations.NullMarked;
