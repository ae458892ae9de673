package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.accelerator.LoadedDevice;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;

/**
 * A server that passed the gate.
 *
 * @param pid process id
 * @param port loopback port
 * @param version what its binary prints as its version
 * @param device device of the model; the server may name it after the first token
 * @param endpoint how to talk to the server
 * @param startup time from the spawn to the first token
 * @param lost completes with the reason once the server is gone
 */
public record RunningServer(long pid, int port, ServerVersion version, LoadedDevice device, ServerEndpoint endpoint,
		Duration startup, CompletableFuture<ShimmyException> lost) {
}
