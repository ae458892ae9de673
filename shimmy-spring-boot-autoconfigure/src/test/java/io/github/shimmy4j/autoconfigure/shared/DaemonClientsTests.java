package io.github.shimmy4j.autoconfigure.shared;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;

import io.github.shimmy4j.daemon.DaemonClient;
import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DaemonClientsTests {

	@TempDir
	private Path home;

	/** Before, each lost daemon left a client that nobody closed. */
	@Test
	void finderIsTheSameAfterADaemonWasLost() {
		try (DaemonClients clients = clients()) {
			DaemonClient finder = clients.finder();
			clients.forget(DaemonRecord.ofThisProcess("127.0.0.1:1", "1.0", DaemonProof.random(new SecureRandom())));
			assertThat(clients.finder()).isSameAs(finder);
		}
	}

	@Test
	void noClientIsMadeOnceTheApplicationEnds() {
		DaemonClients clients = clients();
		clients.close();
		assertThat(catchThrowableOfType(ShimmyException.class, clients::finder).code())
			.isEqualTo(ShimmyErrorCode.NOT_RUNNING);
		assertThat(catchThrowableOfType(ShimmyException.class, clients::observer).code())
			.isEqualTo(ShimmyErrorCode.NOT_RUNNING);
	}

	private DaemonClients clients() {
		return new DaemonClients(
				DaemonConfig.ofDefaults().withEnvironment(Map.of("SHIMMY4J_HOME", this.home.toString())));
	}

}
