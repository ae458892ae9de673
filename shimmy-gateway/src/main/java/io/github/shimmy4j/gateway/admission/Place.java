package io.github.shimmy4j.gateway.admission;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Place of a request in the queue.
 *
 * @param position number of the request's turn; 1 = the next one
 * @param expectedWait about how long it will wait; null until a first request was served
 */
public record Place(int position, @Nullable Duration expectedWait) {
}
