package io.github.shimmy4j.daemon;

import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests for {@link DaemonHttp}. */
class DaemonHttpTests {

	@RegisterExtension
	private final DaemonHome home = new DaemonHome();

	/**
	 * Before, the thread stayed, and with it the class loader of an application that was
	 * deployed anew.
	 */
	@Test
	void connectionsEndWithTheLastClient() throws Exception {
		DaemonClient.ensureDaemonRunning(this.home.config());
		Deployment deployment = new Deployment();
		assertThat(deployment.run(Asking.class, deployment.classLoader(), this.home.home().state().toString()))
			.isEqualTo("healthy: true, threads: 1");
		await().atMost(DaemonHome.PATIENCE).until(() -> {
			System.gc();
			return selectorsOf(deployment.classLoader());
		}, (threads) -> threads == 0);
	}

	private static long selectorsOf(ClassLoader context) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
			.filter((thread) -> thread.getContextClassLoader() == context)
			.count();
	}

	/** Asks the daemon of a home for its health. */
	static final class Asking implements UnaryOperator<String> {

		@Override
		public String apply(String home) {
			try (DaemonClient client = DaemonClient
				.of(DaemonConfig.ofDefaults().withEnvironment(Map.of(ShimmyHome.VARIABLE, home)))) {
				return "healthy: %s, threads: %d".formatted(client.checkHealth(),
						selectorsOf(Thread.currentThread().getContextClassLoader()));
			}
		}

	}

}
