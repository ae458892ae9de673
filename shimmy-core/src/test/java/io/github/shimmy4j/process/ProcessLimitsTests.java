package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Output of programs that may start no more processes or threads, recorded with
 * {@code pids.max} and {@code prlimit --nproc}. Before, users saw "status 1" (issue 13).
 */
class ProcessLimitsTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = {
			"[0.131s][warning][os,thread] Failed to start thread \"VM Thread\" - pthread_create failed (EAGAIN) for attributes",
			"Cannot create VM thread. Out of system resources.",
			"java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached",
			"sh: 1: Cannot fork", "bash: fork: retry: Resource temporarily unavailable",
			"BlockingIOError: [Errno 11] Resource temporarily unavailable", "RuntimeError: can't start new thread",
			"failed to spawn thread: Os { code: 11, kind: WouldBlock, message: \"Resource temporarily unavailable\" }",
			"OS can't spawn worker thread: Resource temporarily unavailable (os error 11)",
			"Error: Too many open files (os error 24)", "  what():  Resource temporarily unavailable" })
	void failureOfAProcessThatMetALimitIsThatLimit(String line) {
		ShimmyException ended = new ShimmyException(ShimmyErrorCode.START_FAILED, "The server ended with status 1",
				null, 1, List.of("first", line, "last"));
		assertThat(ProcessLimits.failure(ended)).satisfies((failure) -> {
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SYSTEM_LIMIT);
			assertThat(failure).hasMessageStartingWith("The server ended with status 1: '%s'; ".formatted(line.strip()))
				.hasCause(ended);
			assertThat(failure.exitStatus()).isEqualTo(1);
			assertThat(failure.outputTail()).hasSize(3);
		});
	}

	/** Cargo's message. */
	@Test
	void reachedReadsTheMessageAboveItsCause() {
		List<String> cargo = List.of("error: could not compile `serde`", "could not execute process `rustc`", "",
				"Caused by:", "  Resource temporarily unavailable (os error 11)");
		assertThat(ProcessLimits.reached(cargo)).contains("Resource temporarily unavailable (os error 11)");
		assertThat(ProcessLimits.reached(cargo.subList(3, 5))).isEmpty();
	}

	/** A read that has to wait, of a server that ends for another reason. */
	@ParameterizedTest
	@ValueSource(strings = { "read: Resource temporarily unavailable", "accept failed (os error 11), trying again",
			"mmap: Cannot allocate memory" })
	void harmlessLineIsNoLimit(String line) {
		ShimmyException ended = new ShimmyException(ShimmyErrorCode.START_FAILED, "ended", null, 1,
				List.of("4 threads", line, "error: no such flag"));
		assertThat(ProcessLimits.failure(ended)).isSameAs(ended);
	}

	@Test
	void failureForWantOfMemoryIsNoLimitAndNotTheProgramsFault() {
		IOException memory = new IOException("Cannot run program \"sh\": error=12, Cannot allocate memory");
		for (ShimmyErrorCode code : List.of(ShimmyErrorCode.BINARY_INCOMPATIBLE, ShimmyErrorCode.INTERNAL)) {
			assertThat(ProcessLimits.failure(code, "failed", memory)).satisfies((failure) -> {
				assertThat(failure.code()).isEqualTo(ShimmyErrorCode.START_FAILED);
				assertThat(failure).hasMessage("failed; no memory is left on this machine or in its control group");
			});
		}
		assertThat(ProcessLimits.failure(ShimmyErrorCode.DOWNLOAD_FAILED, "failed", memory).code())
			.isEqualTo(ShimmyErrorCode.DOWNLOAD_FAILED);
	}

	@Test
	void failureOfAnotherKindStaysTheSame() {
		ShimmyException ended = new ShimmyException(ShimmyErrorCode.START_FAILED, "ended", null, 1,
				List.of("error: no such flag"));
		assertThat(ProcessLimits.failure(ended)).isSameAs(ended);
		assertThat(ProcessLimits.failure(ShimmyErrorCode.BINARY_INCOMPATIBLE, "failed", new IOException("error=2")))
			.satisfies((failure) -> {
				assertThat(failure.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE);
				assertThat(failure).hasMessage("failed");
			});
	}

	@Test
	void failureToStartAProcessOrAThreadIsThatLimit() {
		for (Throwable cause : new Throwable[] {
				new IOException("Cannot run program \"sh\": error=11, Resource temporarily unavailable"),
				new OutOfMemoryError("unable to create native thread: possibly out of memory") }) {
			assertThat(ProcessLimits.failure(ShimmyErrorCode.INTERNAL, "The launch failed", cause))
				.satisfies((failure) -> {
					assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SYSTEM_LIMIT);
					assertThat(failure).hasMessageStartingWith("The launch failed; ").hasCause(cause);
				});
		}
	}

	@Test
	void descriptionHasTheLimitsOfTheGroupAndOfTheUser() throws IOException {
		Path own = Files.writeString(this.directory.resolve("cgroup"), "0::/system.slice/app.service\n");
		Path limits = Files.writeString(this.directory.resolve("limits"), """
				Limit                     Soft Limit           Hard Limit           Units
				Max processes             1024                 2048                 processes
				Max open files            256                  524288               files
				""");
		Path group = Files.createDirectories(this.directory.resolve("system.slice/app.service"));
		Files.writeString(group.resolve("pids.max"), "100\n");
		Files.writeString(group.resolve("pids.current"), "99\n");
		assertThat(new ProcessLimits(new ControlGroups(this.directory, own), limits).description())
			.isEqualTo("pids.max of the control group is 100, 99 are in use; ulimit -u is 1024; ulimit -n is 256");
		Files.writeString(group.resolve("pids.max"), "max\n");
		assertThat(new ProcessLimits(new ControlGroups(this.directory, own), limits).description())
			.isEqualTo("ulimit -u is 1024; ulimit -n is 256");
	}

	@Test
	void descriptionKnowsVersionOneAndAGroupThatIsMountedAsTheRoot() throws IOException {
		Path own = Files.writeString(this.directory.resolve("cgroup"), "9:name=systemd:/\n8:pids:/docker/abc\n");
		Path mounted = Files.createDirectories(this.directory.resolve("pids"));
		Files.writeString(mounted.resolve("pids.max"), "7\n");
		Path none = this.directory.resolve("none");
		assertThat(new ProcessLimits(new ControlGroups(this.directory, own), none).description())
			.isEqualTo("pids.max of the control group is 7");
		Path group = Files.createDirectories(mounted.resolve("docker/abc"));
		Files.writeString(group.resolve("pids.max"), "5\n");
		assertThat(new ProcessLimits(new ControlGroups(this.directory, own), none).description())
			.isEqualTo("pids.max of the control group is 5");
		assertThat(new ProcessLimits(new ControlGroups(none, none), none).description())
			.isEqualTo("the limits are not known on this system");
	}

}
