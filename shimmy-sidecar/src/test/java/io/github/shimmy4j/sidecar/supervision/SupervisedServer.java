package io.github.shimmy4j.sidecar.supervision;

import java.nio.file.Files;
import java.util.Map;

import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import tools.jackson.databind.json.JsonMapper;

/**
 * Launches {@code llama-server} as an application does, prints its address, key, model
 * and process id as a line of JSON, and stops it at the end of the standard input. Run by
 * {@code benchmarks/engine-speed}.
 */
final class SupervisedServer {

	private SupervisedServer() {
	}

	/**
	 * Runs the server.
	 * @param arguments further arguments of the server
	 */
	public static void main(String[] arguments) throws Exception {
		try (SidecarBench bench = new SidecarBench(Files.createTempDirectory("supervised"))) {
			ShimmySidecar sidecar = bench.create(RealShimmy.options(RealParts.llamaServer()).arguments(arguments));
			sidecar.ensureReady(SidecarBench.LIMIT);
			ServerEndpoint endpoint = sidecar.endpoint();
			Secret key = endpoint.apiKey();
			System.out
				.println(
						JsonMapper.shared()
							.writeValueAsString(Map.of("url", endpoint.baseUrl().toString(), "key",
									(key != null) ? key.reveal() : "", "model", endpoint.wireModel(), "pid",
									sidecar.snapshot().pid())));
			System.in.transferTo(System.err);
		}
	}

}
