package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.support.FreePorts;
import io.github.shimmy4j.support.JavaProcess;
import io.github.shimmy4j.support.ProcessTable;

import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Fault L7: two applications of one user, started at the same moment again and again. */
final class TwoApplications implements AutoCloseable {

	private final Path directory;

	private final Path binaries;

	private final Path binary;

	private final List<JavaProcess> applications = new ArrayList<>();

	TwoApplications(Path directory) throws IOException, InterruptedException {
		this.directory = directory;
		this.binaries = Files.createDirectory(directory.resolve("bin"));
		this.binary = FakeShimmyBinary.version("1.7.4").install(this.binaries);
		this.applications.add(JavaProcess.start(SidecarApplication.class, directory));
		this.applications.add(JavaProcess.start(SidecarApplication.class, directory));
		for (JavaProcess application : this.applications) {
			application.await("loaded");
		}
	}

	void startTogether(int rounds) throws IOException, InterruptedException {
		for (int round = 1; round <= rounds; round++) {
			Path home = this.directory.resolve("home" + round);
			int port = FreePorts.range(3);
			for (JavaProcess application : this.applications) {
				application.tell("start %s %s %d".formatted(home, this.binary, port));
			}
			List<String> ready = new ArrayList<>();
			for (JavaProcess application : this.applications) {
				ready.add(application.await("ready"));
			}
			List<Long> pids = FakeShimmyBinary.startedPids(this.binaries);
			List<Long> ours = pids.subList(2 * (round - 1), pids.size());
			assertThat(ours).as("servers of round %d", round).hasSize(2);
			assertThat(ready).containsAnyOf("%d %d 0".formatted(port, ours.get(0)),
					"%d %d 0".formatted(port, ours.get(1)));
			assertThat(ready).containsAnyOf("%d %d 0".formatted(port + 1, ours.get(0)),
					"%d %d 0".formatted(port + 1, ours.get(1)));
			assertThat(home.resolve(SidecarApplication.DOWNLOADS)).hasContent("once");
			stop();
			assertThat(pids).allMatch(ProcessTable::isGone);
			assertNothingIsLeftIn(home);
		}
	}

	private void stop() throws IOException, InterruptedException {
		for (JavaProcess application : this.applications) {
			application.tell("stop");
		}
		for (JavaProcess application : this.applications) {
			application.await("stopped");
		}
	}

	private static void assertNothingIsLeftIn(Path home) throws IOException {
		try (Stream<Path> files = Files.walk(home.resolve("sidecars"))) {
			assertThat(files.filter(Files::isRegularFile)).isEmpty();
		}
		try (Stream<Path> files = Files.list(home.resolve("run"))) {
			assertThat(files).containsExactly(home.resolve("run/home"));
		}
	}

	@Override
	public void close() {
		this.applications.forEach(JavaProcess::close);
		eventually().untilAsserted(
				() -> assertThat(FakeShimmyBinary.startedPids(this.binaries)).allMatch(ProcessTable::isGone));
	}

}
