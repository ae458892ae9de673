package io.github.shimmy4j.sidecar;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.model.ModelFile;
import org.jspecify.annotations.Nullable;

/**
 * Facts about a server that need not be ready: the choice of its launch, and once it was
 * ready, what it has said of itself.
 *
 * @param capabilities what it can presumably do
 * @param model file of its model; null while it is being downloaded
 */
public record ExpectedServer(ServerCapabilities capabilities, @Nullable ModelFile model) {
}
