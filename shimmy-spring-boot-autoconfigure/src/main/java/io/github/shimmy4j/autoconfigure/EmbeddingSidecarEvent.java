package io.github.shimmy4j.autoconfigure;

import io.github.shimmy4j.sidecar.SidecarEvent;

/**
 * Application event: something happened to the server of the embedding model. Those of
 * the chat model's server are published as they are, so that a listener for
 * {@link SidecarEvent} hears of one server only.
 *
 * @param event what happened
 */
public record EmbeddingSidecarEvent(SidecarEvent event) {
}
