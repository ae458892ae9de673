package io.github.shimmy4j.autoconfigure.chat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Row L9: a proxy that is meant for everything, the loopback included. */
@Isolated
class LoopbackProxyTests {

	private static final String QUESTION = "What is the capital of France?";

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final ProxySelector before = ProxySelector.getDefault();

	@TempDir
	Path directory;

	private ServerSocket proxy;

	@BeforeEach
	void setProxy() throws IOException {
		this.proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		ProxySelector.setDefault(
				ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.proxy.getLocalPort())));
	}

	@AfterEach
	void restoreProxy() throws IOException {
		ProxySelector.setDefault(this.before);
		this.proxy.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void questionsAndProbesGoStraightToTheServer(String version) throws IOException {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.version(version),
				"shimmy.health-timeout=20s", "shimmy.liveness.interval=50ms", "shimmy.liveness.failures=1",
				"shimmy.liveness.idle-generation=100ms")) {
			long pid = chat.sidecar().snapshot().pid();
			assertThat(chat.client().prompt(QUESTION).call().content()).contains("Paris");
			assertThat(chat.client().prompt(QUESTION).stream().content().collectList().block(LIMIT)).isNotEmpty();
			Instant answered = Instant.now();
			Eventually.holds(() -> chat.sidecar().snapshot().lastGoodGeneration().isAfter(answered));
			assertThat(chat.sidecar().snapshot().pid()).isEqualTo(pid);
		}
		this.proxy.setSoTimeout(1);
		assertThatExceptionOfType(SocketTimeoutException.class).as("nobody came to the proxy")
			.isThrownBy(this.proxy::accept);
	}

}
