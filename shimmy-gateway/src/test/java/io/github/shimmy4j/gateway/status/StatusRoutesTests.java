package io.github.shimmy4j.gateway.status;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

class StatusRoutesTests {

	private static MockServerHttpRequest.BaseBuilder<?> from(String address) throws UnknownHostException {
		return MockServerHttpRequest.get("/v1/inspect")
			.remoteAddress(new InetSocketAddress(InetAddress.getByName(address), 4000));
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, true", "127.9.9.9, true", "::1, true", "::ffff:127.0.0.1, true", "10.0.0.7, false",
			"192.168.1.2, false", "0.0.0.0, false", "fe80::1, false" })
	void onlyLoopbackIsLocal(String address, boolean local) throws UnknownHostException {
		assertThat(StatusRoutes.isLocal(from(address).build())).isEqualTo(local);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Forwarded", "x-forwarded-for", "X-Real-IP" })
	void requestOfAProxyIsNotLocal(String header) throws UnknownHostException {
		assertThat(StatusRoutes.isLocal(from("127.0.0.1").header(header, "127.0.0.1").build())).isFalse();
	}

	@Test
	void requestWithoutAnAddressIsNotLocal() {
		ServerHttpRequest unknown = MockServerHttpRequest.get("/v1/inspect").build();
		assertThat(StatusRoutes.isLocal(unknown)).isFalse();
	}

}
