package io.github.shimmy4j.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link CommandPrefix#ownSession}. */
class OwnSessionTests {

	@TempDir
	private Path directory;

	/** Perl stands in for setsid on macOS, and can be tried anywhere. */
	@ParameterizedTest
	@ValueSource(strings = { "setsid", "perl" })
	void wrappedCommandLeadsASessionAndKeepsItsIdItsArgumentsAndItsStatus(String program) throws IOException {
		CommandPrefix session = CommandPrefix.ownSession(Programs.only(this.directory, program));
		Process process = new ProcessBuilder(
				session.wrap(List.of("/bin/sh", "-c", "echo \"$0:$1\"; read -r line; exit 7", "a b", "$HOME")))
			.start();
		try (InputStream output = process.getInputStream()) {
			byte[] line = output.readNBytes("a b:$HOME\n".length());
			assertThat(new String(line, StandardCharsets.UTF_8)).isEqualTo("a b:$HOME\n");
			assertThat(ProcessTable.session(process.pid())).isEqualTo(process.pid());
			process.getOutputStream().close();
			assertThat(process.onExit().join().exitValue()).isEqualTo(7);
		}
	}

	@Test
	void wrapWhenThereAreBothPrefersSetsid() throws IOException {
		CommandPrefix session = CommandPrefix.ownSession(Programs.only(this.directory, "perl", "setsid"));
		assertThat(session.wrap(List.of("/bin/shimmy", "serve")))
			.containsExactly(this.directory.resolve("setsid").toString(), "/bin/shimmy", "serve");
	}

	@Test
	void wrapWhenThereIsNeitherLeavesTheCommandAsItIs() {
		assertThat(CommandPrefix.ownSession(new SearchPath(List.of(this.directory))).wrap(List.of("/bin/shimmy")))
			.containsExactly("/bin/shimmy");
	}

}
