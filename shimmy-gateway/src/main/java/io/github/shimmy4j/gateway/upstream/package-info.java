/** Requests to the server, and its answers, over Reactor Netty. */
@NullMarked
package io.github.shimmy4j.gateway.upstream;

import org.jspecify.annotations.NullMarked;
