/** The parts of HTTP that all protocols share: bodies, the door, the log of requests. */
@NullMarked
package io.github.shimmy4j.gateway.http;

import org.jspecify.annotations.NullMarked;
