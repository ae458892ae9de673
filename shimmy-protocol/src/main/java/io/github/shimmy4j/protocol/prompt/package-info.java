/** The size of a prompt, and the space that it leaves for its answer. */
@NullMarked
package io.github.shimmy4j.protocol.prompt;

import org.jspecify.annotations.NullMarked;
