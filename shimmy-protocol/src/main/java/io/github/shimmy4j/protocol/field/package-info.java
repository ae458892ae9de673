/** Fields of requests that are read by tables, which documentation is made from, too. */
@NullMarked
package io.github.shimmy4j.protocol.field;

import org.jspecify.annotations.NullMarked;
