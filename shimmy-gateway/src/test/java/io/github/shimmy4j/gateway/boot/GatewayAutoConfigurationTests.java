package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Where the gateway listens, and what keeps an application from being one. */
class GatewayAutoConfigurationTests {

	@TempDir
	private Path directory;

	private Throwable failure(String... properties) {
		return catchThrowable(
				() -> FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(), properties).close());
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "11434", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "http://127.0.0.1:1", "[::1:5", "" })
	void malformedAddressIsRefused(String value) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> BindAddress.parse(value));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION);
		assertThat(failure).hasMessageContaining(BindAddress.KEY).hasMessageContaining("'" + value + "'");
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1:0, true, 127.0.0.1:0", "[::1]:11434, true, '[0:0:0:0:0:0:0:1]:11434'",
			"localhost:5, true, 127.0.0.1:5", "0.0.0.0:80, false, 0.0.0.0:80" })
	void addressIsParsed(String value, boolean loopback, String shown) {
		BindAddress address = BindAddress.parse(value);
		assertThat(address.isLoopback()).isEqualTo(loopback);
		assertThat(address).hasToString(shown);
	}

	@Test
	void addressForOtherMachinesNeedsAKey() {
		Throwable failure = failure("shimmy.gateway.bind-address=0.0.0.0:0");
		assertThat(rootOf(failure)).hasMessageContaining("while there is no API key");
	}

	@Test
	void takenPortIsNamed() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Throwable failure = failure("shimmy.gateway.bind-address=127.0.0.1:" + taken.getLocalPort());
			assertThat(rootOf(failure)).hasMessageContaining("is taken by another program");
		}
	}

	@Test
	void gatewayThatWouldLookForItselfIsRefused() {
		assertThat(rootOf(failure("shimmy.mode=shared"))).hasMessageContaining("'shimmy.mode' is 'shared'")
			.hasMessageContaining("which is what the daemon runs");
	}

	private static Throwable rootOf(Throwable failure) {
		return (failure.getCause() != null) ? rootOf(failure.getCause()) : failure;
	}

}
