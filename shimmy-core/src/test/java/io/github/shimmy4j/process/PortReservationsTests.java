package io.github.shimmy4j.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import io.github.shimmy4j.support.FreePorts;
import io.github.shimmy4j.support.JavaProcess;
import io.github.shimmy4j.support.LogLines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link PortReservations}. */
class PortReservationsTests {

	@TempDir
	private Path directory;

	private Path locks;

	private PortReservations reservations;

	@BeforeEach
	void setUp() {
		this.locks = this.directory.resolve("ports");
		this.reservations = new PortReservations(this.locks);
	}

	@Test
	void nextSkipsAPortOfAnotherSidecarOfThisProcess() throws IOException {
		PortRange range = new PortRange(FreePorts.range(2), 1);
		PortReservations other = new PortReservations(this.locks);
		try (ReservedPort first = this.reservations.next(range, 0).orElseThrow();
				ReservedPort second = other.next(range, 0).orElseThrow()) {
			assertThat(first.port()).isEqualTo(range.first());
			assertThat(second.port()).isEqualTo(range.first() + 1);
			assertThat(this.reservations.next(range, 0)).as("a third").isEmpty();
		}
		assertThat(this.locks).isEmptyDirectory();
		other.next(range, 0).orElseThrow().close();
	}

	@Test
	void nextSkipsAPortOfAnotherProcessUntilThatIsKilled() throws Exception {
		PortRange range = new PortRange(FreePorts.range(2), 1);
		try (JavaProcess other = JavaProcess.start(PortHolder.class, this.locks, range.first())) {
			assertThat(other.await("reserved")).isEqualTo(Integer.toString(range.first()));
			try (ReservedPort port = this.reservations.next(range, 0).orElseThrow()) {
				assertThat(port.port()).isEqualTo(range.first() + 1);
			}
			this.reservations.forget(range.first());
			assertThat(this.reservations.next(new PortRange(range.first(), 0), 0)).as("one that is held").isEmpty();
			other.kill();
			assertThat(this.locks).isNotEmptyDirectory();
			this.reservations.forget(range.first());
			assertThat(this.locks).isEmptyDirectory();
			try (ReservedPort port = this.reservations.next(range, 0).orElseThrow()) {
				assertThat(port.port()).isEqualTo(range.first());
			}
		}
	}

	@Test
	void nextSkipsATakenPortAndLeavesNoLockOfIt() throws IOException {
		PortRange range = new PortRange(FreePorts.range(2), 1);
		try (ServerSocket taken = new ServerSocket(range.first(), 1, InetAddress.getLoopbackAddress());
				ReservedPort port = this.reservations.next(range, 0).orElseThrow()) {
			assertThat(taken.isBound()).isTrue();
			assertThat(port.port()).isEqualTo(range.first() + 1);
			assertThat(this.locks.toFile().list()).containsExactly(port.port() + ".lock");
			assertThat(this.reservations.next(range, port.port())).isEmpty();
		}
	}

	@Test
	void nextOfAnyPortReservesEachThatTheSystemPicks() {
		List<ReservedPort> ports = new ArrayList<>();
		for (int round = 0; round < 20; round++) {
			ports.add(this.reservations.next(new PortRange(0, 0), 0).orElseThrow());
		}
		assertThat(ports).extracting(ReservedPort::port).doesNotHaveDuplicates().doesNotContain(0);
		assertThat(this.locks.toFile().list()).hasSize(20);
		ports.forEach(ReservedPort::close);
		ports.forEach(ReservedPort::close);
		assertThat(this.locks).isEmptyDirectory();
	}

	@Test
	void nextWhereNothingCanBeWrittenGivesThePortAndWarnsOnce() throws IOException {
		Files.writeString(this.locks, "a file");
		PortRange range = new PortRange(FreePorts.range(2), 1);
		try (LogLines log = new LogLines(PortReservations.class)) {
			assertThat(this.reservations.next(range, 0).orElseThrow().port()).isEqualTo(range.first());
			ReservedPort second = this.reservations.next(range, range.first()).orElseThrow();
			assertThat(second.port()).isEqualTo(range.first() + 1);
			second.close();
			assertThat(log.at(Level.WARN)).singleElement().asString().contains("'" + this.locks + "'");
		}
	}

}
