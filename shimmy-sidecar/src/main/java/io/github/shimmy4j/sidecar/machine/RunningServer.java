package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;

import io.github.shimmy4j.accelerator.LoadedDevice;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.sidecar.ServerEndpoint;

/**
 * A server that passed the gate.
 *
 * @param pid process id
 * @param port loopback port
 * @param version what its binary says
 * @param device what the model was loaded on; it may be told later than the first token
 * @param endpoint how to talk to it
 * @param startup time from its spawn to its first token
 */
public record RunningServer(long pid, int port, ServerVersion version, LoadedDevice device, ServerEndpoint endpoint,
		Duration startup) {
}
