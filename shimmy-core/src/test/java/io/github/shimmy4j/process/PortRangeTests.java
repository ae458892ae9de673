package io.github.shimmy4j.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PortRangeTests {

	private static final IntPredicate ANY = (port) -> true;

	@Test
	void nextFreeWhenTheFirstIsFreeIsTheFirst() throws IOException {
		int port = FreePorts.range(1);
		assertThat(new PortRange(port, 5).nextFree(0, ANY)).hasValue(port);
	}

	@Test
	void nextFreeWhenTheFirstIsTakenIsTheSecond() throws IOException {
		int port = FreePorts.range(2);
		try (ServerSocket taken = listener(port)) {
			assertThat(new PortRange(taken.getLocalPort(), 1).nextFree(0, ANY)).hasValue(port + 1);
		}
	}

	@Test
	void nextFreeSkipsAPortWithAListenerOnAllAddresses() throws IOException {
		int port = FreePorts.range(1);
		try (ServerSocket taken = new ServerSocket(port)) {
			assertThat(new PortRange(taken.getLocalPort(), 0).nextFree(0, ANY)).isEmpty();
		}
	}

	@Test
	void nextFreeAfterALostRacePassesOverThatPort() throws IOException {
		int port = FreePorts.range(3);
		PortRange range = new PortRange(port, 2);
		assertThat(range.nextFree(port, ANY)).hasValue(port + 1);
		assertThat(range.nextFree(port + 1, ANY)).hasValue(port + 2);
		assertThat(range.nextFree(port + 2, ANY)).isEmpty();
	}

	@Test
	void nextFreeSkipsPortsThatMayNotBeTested() throws IOException {
		int port = FreePorts.range(2);
		assertThat(new PortRange(port, 1).nextFree(0, (candidate) -> candidate != port)).hasValue(port + 1);
		assertThat(new PortRange(port, 1).nextFree(0, (candidate) -> false)).isEmpty();
		assertThat(new PortRange(0, 0).nextFree(0, (candidate) -> false)).isEmpty();
	}

	@Test
	void nextFreeWhenAllAreTakenIsEmpty() throws IOException {
		int port = FreePorts.range(2);
		try (ServerSocket first = listener(port); ServerSocket second = listener(port + 1)) {
			assertThat(first.isBound() && second.isBound()).isTrue();
			assertThat(new PortRange(port, 1).nextFree(0, ANY)).isEmpty();
		}
	}

	@Test
	void nextFreeOfZeroIsOneThatTheSystemPicksEachTime() {
		OptionalInt port = new PortRange(0, 0).nextFree(0, ANY);
		assertThat(port).isPresent();
		assertThat(new PortRange(0, 0).nextFree(port.getAsInt(), ANY)).isPresent();
	}

	@ParameterizedTest
	@CsvSource({ "65535, 0", "65535, 100", "65500, 100", "11435, 2147483647", "65535, 2147483647" })
	void lastIsNeverAboveTheHighestPort(int first, int count) {
		assertThat(new PortRange(first, count).last()).isBetween(first, PortRange.MAX_PORT);
	}

	@ParameterizedTest
	@CsvSource({ "-1, 0", "65536, 0", "11435, -1" })
	void constructorWithPortsThatDoNotExistThrowsAndNamesThem(int first, int count) {
		assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(first, count))
			.withMessageContaining("first=%d, count=%d".formatted(first, count));
	}

	@Test
	void toStringFitsIntoAMessage() {
		assertThat(new PortRange(11435, 100)).hasToString("11435..11535");
		assertThat(new PortRange(0, 100)).hasToString("any port");
	}

	private static ServerSocket listener(int port) throws IOException {
		ServerSocket socket = new ServerSocket();
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		return socket;
	}

}
