package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class OwnSessionTests {

	@TempDir
	private Path directory;

	@Test
	void wrapWhenPathHasTheProgramPutsItBeforeTheCommand() throws IOException {
		Path program = Files.createFile(this.directory.resolve("setsid"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		OwnSession session = OwnSession.find(Map.of("PATH", "relative:/nowhere:" + this.directory));
		assertThat(session.wrap(List.of("/bin/shimmy", "serve"))).containsExactly(program.toString(), "/bin/shimmy",
				"serve");
	}

	@Test
	void wrapOfAProgramThatIsYetToBeFoundLeavesTheCommandAsItIs() throws IOException {
		Files.createFile(this.directory.resolve("setsid"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		OwnSession session = OwnSession.find(Map.of("PATH", this.directory.toString()));
		assertThat(session.wrap(List.of("pip", "download"))).containsExactly("pip", "download");
	}

	@Test
	void wrapWhenThereIsNoProgramLeavesTheCommandAsItIs() {
		assertThat(OwnSession.find(Map.of("PATH", this.directory.toString())).wrap(List.of("/bin/shimmy")))
			.containsExactly("/bin/shimmy");
		assertThat(OwnSession.find(Map.of()).wrap(List.of("/bin/shimmy"))).containsExactly("/bin/shimmy");
	}

}
