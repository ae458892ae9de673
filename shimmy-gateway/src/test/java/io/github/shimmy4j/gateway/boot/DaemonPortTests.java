package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DaemonPortTests {

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	@Test
	void portOfAnotherProgramIsTaken() throws IOException {
		try (Socket taken = new Socket()) {
			taken.bind(new InetSocketAddress(LOOPBACK, 0));
			BindAddress address = new BindAddress(LOOPBACK, taken.getLocalPort());
			ShimmyException failure = refusal(address);
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.PORT_IN_USE);
			assertThat(failure).hasMessageContaining(address + " (shimmy.gateway.bind-address) is taken by");
			assertThat(failure.remedy()).hasToString("Stop the program that listens there, or set "
					+ "shimmy.gateway.bind-address to another port, or to port 0 for any free one.");
		}
	}

	/**
	 * Before, the address was said to be taken by another program, and a request was sent
	 * to it. It is one of those for documentation, which no machine has.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "192.0.2.1:0", "192.0.2.1:11434" })
	void addressOfAnotherMachineIsNamed(String value) {
		ShimmyException failure = refusal(BindAddress.parse(value));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION);
		assertThat(failure).hasMessageStartingWith(
				"'shimmy.gateway.bind-address' is '%s', which is not an address of this machine: ".formatted(value));
		assertThat(failure.remedy().toString())
			.startsWith("Set shimmy.gateway.bind-address to an address of this machine");
	}

	/** Before, the port was said to be taken by another program. */
	@Test
	void portThatThisUserMayNotHaveIsNamed() {
		BindAddress address = BindAddress.parse("127.0.0.1:80");
		BindException denied = new BindException("Permission denied");
		assertThat(DaemonPort.isForbidden(denied)).isTrue();
		assertThat(DaemonPort.isForbidden(new BindException("Address already in use"))).isFalse();
		ShimmyException failure = UnusableAddressException.forbidden(address, denied);
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION);
		assertThat(failure).hasMessage("'shimmy.gateway.bind-address' is '127.0.0.1:80', and this user may not listen "
				+ "on that port: Permission denied");
		assertThat(failure.remedy().toString())
			.startsWith("Set shimmy.gateway.bind-address to a port of 1024 or above");
	}

	private static ShimmyException refusal(BindAddress address) {
		return catchThrowableOfType(ShimmyException.class, () -> DaemonPort.requireFree(address));
	}

	@Test
	void serverOnAllAddressesTakesTheLoopbackAddressToo() throws IOException {
		try (ServerSocket everywhere = new ServerSocket(0)) {
			assertThat(DaemonPort.isFree(new BindAddress(LOOPBACK, everywhere.getLocalPort()))).isFalse();
		}
	}

	/** Before, a program that waited for the daemon got a connection that broke. */
	@Test
	void searchAcceptsNoConnection() throws Exception {
		BindAddress address = new BindAddress(LOOPBACK, FreePorts.range(1));
		AtomicInteger attempts = new AtomicInteger();
		CompletableFuture<Integer> accepted = CompletableFuture.supplyAsync(() -> {
			int count = 0;
			while (attempts.incrementAndGet() < 500) {
				try (Socket waiting = new Socket(address.address(), address.port())) {
					count++;
				}
				catch (IOException ex) {
					// The port has no listener.
				}
			}
			return count;
		});
		while (!accepted.isDone()) {
			DaemonPort.isFree(address);
		}
		assertThat(accepted.join()).isZero();
	}

	@Test
	void freePortIsFound() {
		BindAddress found = DaemonPort.find();
		assertThat(found.isLoopback()).isTrue();
		assertThat(found.port()).isBetween(11_335, DaemonPort.USUAL);
	}

}
