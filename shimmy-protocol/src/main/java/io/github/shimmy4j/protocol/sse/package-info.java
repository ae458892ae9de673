/**
 * Server-sent events: from the bytes of a body to the data of its events, and back.
 */
@NullMarked
package io.github.shimmy4j.protocol.sse;

import org.jspecify.annotations.NullMarked;
