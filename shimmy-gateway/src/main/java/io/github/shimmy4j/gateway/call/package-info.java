/**
 * One request for a generation, from its check to the last byte of its answer, whatever
 * protocol its client speaks.
 */
@NullMarked
package io.github.shimmy4j.gateway.call;

import org.jspecify.annotations.NullMarked;
