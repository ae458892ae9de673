package io.github.shimmy4j.gateway.boot;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.logback.LogbackLoggingSystemProperties;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.unit.DataSize;

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

	/** Read as Boot does, so that a key which Boot does not know fails, too. */
	@Test
	void logIsRolledAt10MegabytesAndKeepsNoMoreThan50() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("daemon", DaemonClaim.logOf(this.home)));
		assertThat(LogFile.get(environment)).hasToString(this.home.logs().resolve("daemon.log").toString());
		Map<String, String> told = new HashMap<>();
		new LogbackLoggingSystemProperties(environment, null, told::put).apply();
		assertThat(told)
			.containsEntry("LOGBACK_ROLLINGPOLICY_MAX_FILE_SIZE", String.valueOf(DataSize.ofMegabytes(10).toBytes()))
			.containsEntry("LOGBACK_ROLLINGPOLICY_TOTAL_SIZE_CAP", String.valueOf(DataSize.ofMegabytes(50).toBytes()));
	}

	@Test
	void daemonWithoutItsFileIsStartingOrEnding() {
		assertThat(DaemonClaim.tellOfTheOther(this.home, new String[0])).isEqualTo(1);
	}

}
