package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.storage.ForeignFileException;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class DetachedProcessTests {

	@TempDir
	private Path directory;

	private Process start(String script) throws IOException {
		return DetachedProcess.start(List.of("/bin/sh", "-c", script), this.directory, Map.of("GIVEN", "value"),
				this.directory.resolve("output"));
	}

	@Test
	void processHasItsOwnSessionAndOnlyWhatItWasGiven() throws Exception {
		Files.writeString(this.directory.resolve("output"), "of an earlier process, and much longer");
		Process process = start(
				"read -r line; echo \"$GIVEN $HOME $SHIMMY4J_CHILD.$line\"; pwd -P >&2; exec sleep 600");
		try {
			assertThat(process.getInputStream().read()).as("output goes to the file").isEqualTo(-1);
			await().until(() -> Files.readString(this.directory.resolve("output")).lines().count() == 2);
			assertThat(this.directory.resolve("output")).hasContent("value  .\n" + this.directory.toRealPath() + "\n");
			assertThat(ProcessTable.session(process.pid())).isEqualTo(process.pid());
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.directory.resolve("output"))))
				.startsWith("rw");
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void newOutputIsForItsOwnerOnly() throws Exception {
		assertThat(start("exit 3").waitFor()).isEqualTo(3);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.directory.resolve("output"))))
			.isEqualTo("rw-------");
	}

	@Test
	void linkIsNoOutput() throws IOException {
		Files.createSymbolicLink(this.directory.resolve("output"), Files.createFile(this.directory.resolve("other")));
		assertThatExceptionOfType(ForeignFileException.class).isThrownBy(() -> start("exit 0"));
	}

}
