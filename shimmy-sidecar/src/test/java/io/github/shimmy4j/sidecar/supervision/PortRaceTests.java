package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.github.shimmy4j.sidecar.supervision.SidecarBench.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault L6 again and again, where now we and now the others bind first. A round asks what
 * must hold whoever won. {@code -Dendurance.races} says how often (200), half of them
 * against either kind of server.
 */
@Tag("endurance")
@Timeout(value = 2, unit = TimeUnit.HOURS)
class PortRaceTests {

	private static final int ROUNDS = Integer.getInteger("endurance.races", 200) / 2;

	/** A fake takes about that long to bind. */
	private static final Duration LATEST = Duration.ofMillis(1200);

	@TempDir
	private Path directory;

	private int won;

	@Test
	void racesAgainstAnotherHttpServerAreAllReadyOnAPortOfTheirOwn() throws Exception {
		Random random = new Random(6);
		for (int round = 0; round < ROUNDS; round++) {
			long delay = random.nextLong(LATEST.toMillis());
			List<String> asked = new CopyOnWriteArrayList<>();
			int port = FreePorts.range(2);
			CompletableFuture<HttpServer> foreign = new CompletableFuture<>();
			race(round, port, () -> CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)
				.execute(() -> bind(port, asked, foreign)));
			HttpServer server = foreign.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
			if (server != null) {
				server.stop(0);
			}
			assertThat(asked).noneMatch((request) -> request.contains("chat"));
		}
		assertEitherWonSome("another HTTP server");
	}

	@Test
	void racesAgainstAnotherShimmyAreAllReadyOnAPortOfTheirOwn() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			int port = FreePorts.range(2);
			List<ForeignShimmy> foreign = new CopyOnWriteArrayList<>();
			String theirs = (round % 2 == 0) ? "1.7.4" : "2.6.5";
			try {
				race(round, port, () -> foreign.add(ForeignShimmy.begin(theirs, this.directory, port)));
				foreign.stream()
					.filter((shimmy) -> shimmy.process().process().isAlive())
					.forEach(ForeignShimmy::assertWasAskedForNoChat);
			}
			finally {
				foreign.forEach(ForeignShimmy::close);
			}
		}
		assertEitherWonSome("another shimmy");
	}

	private void assertEitherWonSome(String others) {
		System.out.printf("endurance: %d races against %s, we won %d%n", ROUNDS, others, this.won);
		assertThat(this.won).as("races of %d that we won", ROUNDS).isBetween(ROUNDS / 50, ROUNDS - ROUNDS / 50);
	}

	private void race(int round, int port, Runnable others) throws Exception {
		SidecarBench bench = new SidecarBench(this.directory.resolve("round" + others.getClass().hashCode() + round));
		ProcessLauncher racing = (spec, listener) -> {
			if (bench.pids().isEmpty() && spec.command().contains("serve")) {
				others.run();
			}
			return ProcessLauncher.system().launch(spec, listener);
		};
		String ours = (round % 4 < 2) ? "1.7.4" : "2.6.5";
		try (bench) {
			ShimmySidecar sidecar = bench.create(bench.install(FakeShimmyBinary.version(ours)).ports(port, 1), racing);
			SidecarSnapshot ready = sidecar.ensureReady(LIMIT);
			assertThat(ready.port()).isBetween(port, port + 1);
			this.won += (ready.port() == port) ? 1 : 0;
			assertThat(ready.restarts()).isZero();
			assertThat(bench.ask(sidecar, "Who are you?").statusCode()).isEqualTo(200);
			assertThat(bench.look(sidecar, "/__process")).contains("\"pid\":" + ready.pid());
		}
	}

	private static void bind(int port, List<String> asked, CompletableFuture<HttpServer> foreign) {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
			server.createContext("/", (exchange) -> {
				asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
				exchange.sendResponseHeaders(200, -1);
				exchange.close();
			});
			server.start();
			foreign.complete(server);
		}
		catch (IOException ex) {
			// We were quicker.
			foreign.complete(null);
		}
	}

}
