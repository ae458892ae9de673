package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.process.PortReservations;
import io.github.shimmy4j.process.ReservedPort;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PortFactsTests {

	private static final PortRange RANGE = new PortRange(11435, 2);

	@TempDir
	private Path directory;

	@Test
	void freePreferredPortIsGood() {
		assertThat(new PortFacts(RANGE, List.of(11436), List.of(), null, null).finding())
			.isEqualTo(Finding.ok("ports", "Port 11435 is free; of 11435..11437, 1 are taken"));
	}

	@Test
	void portOfTheServerOfThisApplicationIsGood() {
		assertThat(new PortFacts(RANGE, List.of(11435), List.of(11436), 11436, 4711L).finding())
			.isEqualTo(Finding.ok("ports", "The server of this application has port 11436 (pid 4711)"));
	}

	@Test
	void preferredPortOfAnotherProgramIsAWarningWithTheNext() {
		Finding finding = new PortFacts(RANGE, List.of(11435), List.of(11436), null, null).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).isEqualTo("Port 11435 is taken by another program; the next launch takes 11437");
		assertThat(finding.remedy().toString()).contains("Set the preferred port");
	}

	@Test
	void preferredPortOfAnotherServerOfThisUserIsNoTrouble() {
		Finding finding = new PortFacts(RANGE, List.of(), List.of(11435), null, null).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.OK);
		assertThat(finding.message()).contains("reserved by another server of this user", "takes 11436");
	}

	@Test
	void rangeWithoutAFreePortFails() {
		Finding finding = new PortFacts(RANGE, List.of(11435, 11437), List.of(11436), null, null).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(finding.message())
			.isEqualTo("Every port of 11435..11437 on 127.0.0.1 is taken, 1 of 3 by servers of this user");
		assertThat(finding.remedy().toString()).contains("Set the preferred port to 0");
	}

	@Test
	void portThatTheSystemPicksIsGood() {
		PortFacts facts = PortFacts.gather(new PortRange(0, 100), new PortReservations(this.directory), null);
		assertThat(facts.finding().status()).isEqualTo(Finding.Status.OK);
	}

	@Test
	void takenAndReservedPortsAreToldApart() throws IOException {
		int first = FreePorts.range(3);
		PortRange range = new PortRange(first, 2);
		PortReservations reservations = new PortReservations(this.directory);
		try (ServerSocket foreign = new ServerSocket();
				ReservedPort ours = reservations.next(new PortRange(first + 1, 0), 0).orElseThrow()) {
			foreign.bind(new InetSocketAddress("127.0.0.1", first));
			PortFacts facts = PortFacts.gather(range, reservations, null);
			assertThat(facts.taken()).containsExactly(first);
			assertThat(facts.reserved()).containsExactly(ours.port());
			assertThat(facts.finding().message()).endsWith("the next launch takes " + (first + 2));
		}
		assertThat(PortFacts.gather(range, reservations, null).finding().status()).isEqualTo(Finding.Status.OK);
	}

}
