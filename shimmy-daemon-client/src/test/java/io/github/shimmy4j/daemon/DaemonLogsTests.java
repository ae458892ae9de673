package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DaemonLogsTests {

	/** The end of the log of a daemon whose port was taken. */
	private static final String REPORT = """
			2026-12-01T12:05:49.043Z ERROR 32595 --- [main] o.s.b.d.LoggingFailureAnalysisReporter   :\s

			***************************
			APPLICATION FAILED TO START
			***************************

			Description:

			127.0.0.1:45678 (shimmy.gateway.bind-address) is taken by another program (PORT_IN_USE).

			Action:

			Stop the program that listens there, or set shimmy.gateway.bind-address to another port.

			See docs/errors.md, heading PORT_IN_USE.

			2026-12-01T12:05:49.050Z  INFO 32595 --- [main] i.g.s.sidecar.supervision.Launches : Shimmy is stopped
			""";

	@TempDir
	private Path directory;

	private DaemonLogs logs;

	private Path log;

	@BeforeEach
	void open() throws IOException {
		this.logs = new DaemonLogs(new DaemonHome(this.directory).home());
		this.log = Files.createDirectories(this.logs.directory()).resolve("daemon.log");
	}

	@Test
	void reportSaysInOneLineWhatIsWrongAndWhatToDo() throws IOException {
		Files.writeString(this.log, REPORT);
		assertThat(this.logs.report(0)).contains("127.0.0.1:45678 (shimmy.gateway.bind-address) is taken by another "
				+ "program (PORT_IN_USE). Stop the program that listens there, or set shimmy.gateway.bind-address to "
				+ "another port. See docs/errors.md, heading PORT_IN_USE.");
	}

	@Test
	void reportOfAnEarlierStartIsNotTaken() throws IOException {
		Files.writeString(this.log, REPORT);
		long begin = this.logs.logEnd();
		Files.writeString(this.log, REPORT + "2026-12-01T12:06:00.000Z  INFO 1 --- [main] X : Starting\n");
		assertThat(this.logs.report(begin)).isEmpty();
	}

	@Test
	void framesOfTheJvmAreLeftOut() throws IOException {
		Files.writeString(this.logs.output(), """
				OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory failed; error='Not enough space'
				#
				# There is insufficient memory for the Java Runtime Environment to continue.
				""");
		assertThat(this.logs.tail(0)).containsExactly(
				"OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory failed; error='Not enough space'",
				"There is insufficient memory for the Java Runtime Environment to continue.");
	}

}
