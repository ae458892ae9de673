package io.github.shimmy4j.gateway.boot;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;

import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Another process holds the lock of the daemon. */
class DaemonClaimTests {

	@TempDir
	private Path directory;

	private ShimmyHome home;

	@BeforeEach
	void createState() {
		this.home = ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.directory.toString()));
		OwnerOnly.createDirectory(this.home.state());
	}

	/** After the system's clock was set, Java tells another start of each process. */
	@Test
	void daemonWithAnotherStartThanItsFileTellsIsNamed() throws Exception {
		DaemonRecord own = DaemonRecord.ofThisProcess("127.0.0.1:1", "1", DaemonProof.random(new SecureRandom()));
		new DaemonFile(this.home)
			.write(new DaemonRecord(own.schema(), own.pid(), Instant.EPOCH, own.address(), own.version(), own.nonce()));
		assertThat(DaemonClaim.tellOfTheOther(this.home, new String[0])).isZero();
	}

	@Test
	void daemonWithoutItsFileIsStartingOrEnding() {
		assertThat(DaemonClaim.tellOfTheOther(this.home, new String[0])).isEqualTo(1);
	}

}
