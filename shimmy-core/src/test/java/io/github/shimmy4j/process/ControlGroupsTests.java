package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ControlGroupsTests {

	private static final String VERSION_TWO = "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n";

	private static final String VERSION_ONE = "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n";

	@TempDir
	Path directory;

	@Test
	void versionTwoCountsInTheGroupOfTheProcess() throws IOException {
		own("0::/user.slice/app.service");
		write("user.slice/app.service/memory.events", VERSION_TWO);
		write("memory.events", "oom_kill 99\n");
		assertThat(groups().outOfMemoryKills()).hasValue(2);
	}

	@Test
	void versionOneCountsInTheGroupOfTheMemoryController() throws IOException {
		own("8:pids:/", "4:memory:/docker/abc", "0::/");
		write("memory/docker/abc/memory.oom_control", VERSION_ONE);
		assertThat(groups().outOfMemoryKills()).hasValue(5);
	}

	@Test
	void groupThatIsMountedAsTheRootOfAContainerIsFound() throws IOException {
		own("4:memory:/docker/abc");
		write("memory/memory.oom_control", VERSION_ONE);
		assertThat(groups().outOfMemoryKills()).hasValue(5);
		own("0::/docker/abc");
		write("memory.events", VERSION_TWO);
		assertThat(groups().outOfMemoryKills()).hasValue(2);
	}

	@Test
	void countThatCannotBeReadOrParsedIsUnknown() throws IOException {
		assertThat(groups().outOfMemoryKills()).isEmpty();
		own("nonsense", "0::/");
		write("memory.events", "oom_kill many\n");
		write("memory/memory.oom_control", "oom_kill_disable 0\n");
		assertThat(groups().outOfMemoryKills()).isEmpty();
	}

	private ControlGroups groups() {
		return new ControlGroups(this.directory.resolve("cgroup"), this.directory.resolve("own"));
	}

	private void own(String... groups) throws IOException {
		Files.writeString(this.directory.resolve("own"), String.join("\n", groups) + "\n");
	}

	private void write(String file, String text) throws IOException {
		Path path = this.directory.resolve("cgroup").resolve(file);
		Files.createDirectories(path.getParent());
		Files.writeString(path, text);
	}

}
