package io.github.shimmy4j.gateway.key;

import io.github.shimmy4j.process.Secret;

/**
 * A key that was just created. Only its digest is stored, so this is the one time that
 * the secret can be shown.
 *
 * @param key what may be shown at any time
 * @param secret the text that clients send
 */
public record NewApiKey(ApiKey key, Secret secret) {
}
