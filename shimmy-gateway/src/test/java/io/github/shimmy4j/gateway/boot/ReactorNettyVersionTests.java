package io.github.shimmy4j.gateway.boot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;

class ReactorNettyVersionTests {

	@ParameterizedTest
	@ValueSource(strings = { "1.3.0", "1.3.6", "1.3.7", "1.2.9" })
	void olderVersionIsWarnedOf(String version) {
		assertThat(ReactorNettyVersion.warning(version)).hasValueSatisfying(
				(warning) -> assertThat(warning).contains("Reactor Netty " + version, "1.3.8", "Spring Boot 4.1.2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.3.8", "1.3.9", "1.4", "2.0.1", "unknown" })
	void newerOrUnreadableVersionIsNot(String version) {
		assertThat(ReactorNettyVersion.warning(version)).isEmpty();
	}

	/** Also with the oldest Spring Boot that is supported. */
	@Test
	void versionHereIsKnownAndNewEnough() {
		String version = HttpServer.class.getPackage().getImplementationVersion();
		assertThat(version).isNotNull();
		assertThat(ReactorNettyVersion.warning(version)).isEmpty();
	}

}
