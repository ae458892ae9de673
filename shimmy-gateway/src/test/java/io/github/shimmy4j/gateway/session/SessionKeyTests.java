package io.github.shimmy4j.gateway.session;

import java.util.List;

import io.github.shimmy4j.gateway.call.RequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SessionKeyTests {

	private static HttpHeaders headers(String... values) {
		HttpHeaders headers = new HttpHeaders();
		headers.addAll(SessionKey.HEADER, List.of(values));
		return headers;
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "0", "my-chat_2.1", ".hidden", "a..b", "A1b2C3" })
	void idIsTakenAsItIs(String id) {
		assertThat(SessionKey.of("key", headers(id))).isEqualTo(new SessionKey("key", id));
	}

	@Test
	void longestIdHas128Characters() {
		assertThat(new SessionKey("", "a".repeat(128)).id()).hasSize(128);
		assertThatExceptionOfType(RequestException.class).isThrownBy(() -> new SessionKey("", "a".repeat(129)))
			.withMessageContaining("1 to 128");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ".", "..", "...", "a b", "../etc/passwd", "a/b", "a\\b", "a%2fb", "ä", "a\n",
			"a\0", "\u202e", "a,b" })
	void otherIdIsRefusedWithTheRule(String id) {
		assertThatExceptionOfType(RequestException.class).isThrownBy(() -> SessionKey.of("", headers(id)))
			.withMessageContainingAll("1 to 128", "not only dots", SessionKey.HEADER);
	}

	@Test
	void twoIdsAreRefused() {
		assertThatExceptionOfType(RequestException.class).isThrownBy(() -> SessionKey.of("", headers("a", "b")))
			.withMessageContaining("given 2 times");
	}

}
