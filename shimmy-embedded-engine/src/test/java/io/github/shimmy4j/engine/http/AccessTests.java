package io.github.shimmy4j.engine.http;

import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Keys and origins. */
class AccessTests {

	private static final String KEY = "0123456789abcdef";

	private final ServerUnderTest server = new ServerUnderTest();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void keyIsAskedForEverywhereButAtHealth() throws Exception {
		this.server.rebind(Map.of("SHIMMY_API_KEY", KEY));
		assertThat(this.server.send(this.server.request("/health").GET()).statusCode()).isEqualTo(200);
		for (String path : List.of("/v1/models", "/nowhere")) {
			HttpResponse<String> response = this.server.send(this.server.request(path).GET());
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("www-authenticate")).hasValue("Bearer");
			assertThat(response.body()).isEqualTo(
					"{\"error\":{\"message\":\"Valid API credentials required\",\"type\":\"authentication_error\"}}");
		}
		assertThat(this.server.send(this.server.request("/v1/models").header("Authorization", "bearer " + KEY).GET())
			.statusCode()).isEqualTo(200);
		assertThat(this.server.send(this.server.request("/v1/models").header("x-api-key", KEY).GET()).statusCode())
			.isEqualTo(200);
		assertThat(
				this.server.send(this.server.request("/v1/models").header("x-api-key", KEY + "x").GET()).statusCode())
			.isEqualTo(401);
	}

	@Test
	void foreignOriginIsRefusedAtHealthToo() throws Exception {
		this.server.rebind(Map.of("SHIMMY_ALLOWED_ORIGINS", "https://ours.example"));
		HttpResponse<String> response = this.server
			.send(this.server.request("/health").header("Origin", "https://other.example").GET());
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.body())
			.isEqualTo("{\"error\":{\"message\":\"Browser origin is not allowed\",\"type\":\"permission_error\"}}");
		assertThat(this.server.send(this.server.request("/health").header("Origin", "https://ours.example").GET())
			.statusCode()).isEqualTo(200);
		assertThat(this.server
			.send(this.server.request("/v1/models")
				.header("Origin", "https://ours.example")
				.method("OPTIONS", BodyPublishers.noBody()))
			.statusCode()).isEqualTo(204);
	}

	@ParameterizedTest
	@CsvSource({ "SHIMMY_API_KEY,short", "SHIMMY_API_KEY,''", "SHIMMY_API_KEY,0123456789 abcdef",
			"SHIMMY_ALLOWED_ORIGINS,*", "SHIMMY_ALLOWED_ORIGINS,https://x/y" })
	void unsafeSettingsAreRefused(String name, String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> Access.of(Map.of(name, value), ServerUnderTest.ADDRESS));
	}

	@Test
	void openAddressWithoutAKeyIsRefused() {
		InetSocketAddress open = new InetSocketAddress("0.0.0.0", 0);
		assertThatIllegalArgumentException().isThrownBy(() -> Access.of(Map.of(), open))
			.withMessageContaining("Non-loopback");
		assertThat(Access.of(Map.of("SHIMMY_API_KEY", KEY), open)).isNotNull();
	}

}
