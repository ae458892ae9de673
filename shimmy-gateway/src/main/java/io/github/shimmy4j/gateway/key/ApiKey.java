package io.github.shimmy4j.gateway.key;

import java.time.Instant;

/**
 * The part of an API key that may be shown. It does not help to guess the key.
 *
 * @param id the id inside the key
 * @param label name that a person gave the key
 * @param created moment of its creation
 * @param limits what its requests may use
 */
public record ApiKey(String id, String label, Instant created, KeyLimits limits) {
}
