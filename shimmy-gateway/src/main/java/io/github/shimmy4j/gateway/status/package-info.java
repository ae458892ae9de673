/** Reports of the gateway about itself: health, status, meters, requests, routes. */
@NullMarked
package io.github.shimmy4j.gateway.status;

import org.jspecify.annotations.NullMarked;
