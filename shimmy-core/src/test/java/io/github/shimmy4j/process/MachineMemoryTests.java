package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MachineMemoryTests {

	private static final long MIB = 1L << 20;

	private static final long GIB = 1L << 30;

	private static final MachineMemory.State ELSEWHERE = new MachineMemory.State(3 * GIB, 8 * GIB, false);

	@TempDir
	private Path directory;

	/** Two GiB are available of four. */
	@BeforeEach
	void machine() throws IOException {
		write("meminfo", "MemTotal:        4194304 kB\nMemFree:  5 kB\nMemAvailable:    2097152 kB\nBuffers: 7 kB\n");
	}

	@Test
	void machineCountsWithoutGroups() {
		assertThat(state()).isEqualTo(new MachineMemory.State(2 * GIB, 4 * GIB, false));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "MemTotal: 4194304 kB\nMemFree: 1 kB\n", "MemAvailable: 2097152 kB\n",
			"MemTotal: many kB\nMemAvailable: 9999999999999999999999 kB\n" })
	void systemIsAskedWhereTheFileDoesNotTell(String meminfo) throws IOException {
		write("meminfo", meminfo);
		assertThat(state()).isEqualTo(ELSEWHERE);
		Files.delete(this.directory.resolve("meminfo"));
		assertThat(state()).isEqualTo(ELSEWHERE);
	}

	/** Of 600 MiB that the group uses, the kernel can drop 100 MiB. */
	@Test
	void groupCountsWhereItAllowsLessThanTheMachine() throws IOException {
		write("own", "0::/app/deeper\n");
		write("cg/app/memory.max", "%d\n".formatted(GIB));
		write("cg/app/memory.current", "%d\n".formatted(600 * MIB));
		write("cg/app/memory.stat", "anon 1\ninactive_file %d\nactive_file 3\n".formatted(100 * MIB));
		assertThat(state()).isEqualTo(new MachineMemory.State(524 * MIB, GIB, true));
		write("meminfo", "MemTotal: 4194304 kB\nMemAvailable: 409600 kB\n");
		assertThat(state()).isEqualTo(new MachineMemory.State(400 * MIB, 4 * GIB, false));
	}

	@Test
	void groupAboveCountsWhereItAllowsLess() throws IOException {
		write("own", "0::/pod/app\n");
		write("cg/pod/memory.max", "%d\n".formatted(GIB));
		write("cg/pod/memory.current", "%d\n".formatted(900 * MIB));
		write("cg/pod/app/memory.max", "%d\n".formatted(GIB / 2));
		write("cg/pod/app/memory.current", "%d\n".formatted(100 * MIB));
		assertThat(state()).isEqualTo(new MachineMemory.State(124 * MIB, GIB, true));
	}

	@Test
	void groupOfVersionOneIsRead() throws IOException {
		write("own", "5:cpu,memory:/app\n4:freezer:/app\n");
		write("cg/memory/app/memory.limit_in_bytes", "%d\n".formatted(GIB));
		write("cg/memory/app/memory.usage_in_bytes", "%d\n".formatted(GIB / 2));
		write("cg/memory/app/memory.stat", "inactive_file 1\ntotal_inactive_file %d\n".formatted(MIB));
		assertThat(state()).isEqualTo(new MachineMemory.State(GIB / 2 + MIB, GIB, true));
	}

	@Test
	void groupThatIsFullLeavesNothing() throws IOException {
		write("own", "0::/\n");
		write("cg/memory.max", "%d\n".formatted(GIB));
		write("cg/memory.current", "%d\n".formatted(GIB + 1));
		assertThat(state()).isEqualTo(new MachineMemory.State(0, GIB, true));
	}

	@Test
	void groupWithoutALimitOrWithNonsenseIsNone() throws IOException {
		write("own", "0::/app\n5:memory:/app\n");
		write("cg/memory.max", "max\n");
		write("cg/memory.current", "5\n");
		write("cg/app/memory.max", "-1\n");
		write("cg/app/memory.current", "5\n");
		write("cg/memory/app/memory.limit_in_bytes", "9223372036854771712\n");
		write("cg/memory/app/memory.usage_in_bytes", "5\n");
		write("cg/memory/memory.limit_in_bytes", "%d\n".formatted(GIB));
		assertThat(state()).isEqualTo(new MachineMemory.State(2 * GIB, 4 * GIB, false));
	}

	private MachineMemory.State state() {
		return new MachineMemory(new ControlGroups(this.directory.resolve("cg"), this.directory.resolve("own")),
				this.directory.resolve("meminfo"), () -> ELSEWHERE)
			.state();
	}

	private void write(String file, String content) throws IOException {
		Path path = this.directory.resolve(file);
		Files.createDirectories(path.getParent());
		Files.writeString(path, content);
	}

}
