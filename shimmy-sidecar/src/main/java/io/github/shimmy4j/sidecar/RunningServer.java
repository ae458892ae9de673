package io.github.shimmy4j.sidecar;

import java.time.Duration;

import io.github.shimmy4j.capability.ServerVersion;
import org.jspecify.annotations.Nullable;

/**
 * A server that passed the gate.
 *
 * @param pid process id
 * @param port loopback port
 * @param version what its binary says
 * @param device what the model was loaded on, or null if the server did not say
 * @param endpoint how to talk to it
 * @param startup time from its spawn to its first token
 */
record RunningServer(long pid, int port, ServerVersion version, @Nullable String device, ServerEndpoint endpoint,
		Duration startup) {
}
