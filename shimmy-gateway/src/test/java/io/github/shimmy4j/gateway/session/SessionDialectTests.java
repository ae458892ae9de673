package io.github.shimmy4j.gateway.session;

import java.lang.reflect.Method;
import java.util.stream.Stream;

import io.github.shimmy4j.gateway.call.Dialect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatNoException;

class SessionDialectTests {

	static Stream<Method> sidesOfADialect() {
		return Stream.of(Dialect.class.getDeclaredMethods()).filter((method) -> !method.isSynthetic());
	}

	/** A default that is not passed on would make sessions differ from other chats. */
	@ParameterizedTest
	@MethodSource("sidesOfADialect")
	void everySideIsThatOfTheClientsProtocol(Method side) {
		assertThatNoException()
			.isThrownBy(() -> SessionDialect.class.getDeclaredMethod(side.getName(), side.getParameterTypes()));
	}

}
