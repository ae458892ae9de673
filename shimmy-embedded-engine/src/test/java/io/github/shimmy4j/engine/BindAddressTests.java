package io.github.shimmy4j.engine;

import java.net.InetSocketAddress;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BindAddressTests {

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1:11435", "0.0.0.0:0", "[0:0:0:0:0:0:0:1]:80" })
	void textIsWhatWasResolved(String address) {
		assertThat(BindAddress.text(BindAddress.resolve(address, Map.of()))).isEqualTo(address);
	}

	@Test
	void autoTakesTheAddressOfTheEnvironment() {
		assertThat(BindAddress.resolve("auto", Map.of("SHIMMY_BIND_ADDRESS", "127.0.0.1:7")).getPort()).isEqualTo(7);
		assertThatExceptionOfType(EngineException.class)
			.isThrownBy(() -> BindAddress.resolve("auto", Map.of("SHIMMY_BIND_ADDRESS", "here")))
			.withMessageContaining("'here'");
	}

	@Test
	void autoWithoutOneIsAFreePortOfThisMachineAlone() {
		InetSocketAddress address = BindAddress.resolve("auto", Map.of());
		assertThat(address.getAddress().isLoopbackAddress()).isTrue();
		assertThat(address.getPort()).matches((port) -> port == 0 || (port >= 11435 && port <= 11535));
	}

	@Test
	void addressOfTheCommandLineWinsOverThatOfTheEnvironment() {
		assertThat(BindAddress.resolve("127.0.0.1:8", Map.of("SHIMMY_BIND_ADDRESS", "127.0.0.1:7")).getPort())
			.isEqualTo(8);
	}

}
