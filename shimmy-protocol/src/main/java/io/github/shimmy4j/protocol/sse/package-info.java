/** Server-sent events: reads them from the bytes of a body, and writes them. */
@NullMarked
package io.github.shimmy4j.protocol.sse;

import org.jspecify.annotations.NullMarked;
