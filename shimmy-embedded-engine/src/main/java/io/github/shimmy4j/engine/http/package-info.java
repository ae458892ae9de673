/** The HTTP server: routes, requests, responses and refusals. */
@NullMarked
package io.github.shimmy4j.engine.http;

import org.jspecify.annotations.NullMarked;
