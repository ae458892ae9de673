package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.support.JavaProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link SharedLock}, some with other JVMs. */
class SharedLockTests {

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void setUp() {
		this.file = this.directory.resolve("a.lock");
	}

	@Test
	void lockIsSharedByManyAndGivenToOneAloneWhenAllAreDone() throws IOException {
		SharedLock first = SharedLock.tryShare(this.file).orElseThrow();
		SharedLock second = SharedLock.tryShare(this.file).orElseThrow();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.file))).isEqualTo("rw-------");
		first.close();
		first.close();
		assertThat(SharedLock.tryAlone(this.file)).as("the second still has it").isEmpty();
		second.close();
		try (SharedLock alone = SharedLock.tryAlone(this.file).orElseThrow()) {
			assertThat(SharedLock.tryShare(this.file)).isEmpty();
			assertThat(SharedLock.tryAlone(this.file)).isEmpty();
		}
		SharedLock.tryShare(this.file).orElseThrow().close();
	}

	@Test
	void lockIsSharedAmongProcessesAndEndsWithTheLastOfThemWhichIsKilled() throws Exception {
		try (JavaProcess one = JavaProcess.start(SharedLockHolder.class, this.file);
				JavaProcess other = JavaProcess.start(SharedLockHolder.class, this.file)) {
			one.await("held");
			other.await("held");
			SharedLock.tryShare(this.file).orElseThrow().close();
			assertThat(SharedLock.tryAlone(this.file)).isEmpty();
			one.tell("");
			one.await("given");
			assertThat(SharedLock.tryAlone(this.file)).as("the other still has it").isEmpty();
			other.kill();
			SharedLock.tryAlone(this.file).orElseThrow().close();
		}
	}

	/** To close any channel to the file would drop what the process has. */
	@Test
	void lockThatIsTriedInVainInItsOwnProcessStaysHeldForOthers() throws Exception {
		try (SharedLock alone = SharedLock.tryAlone(this.file).orElseThrow()) {
			assertThat(SharedLock.tryShare(this.file)).isEmpty();
			try (JavaProcess other = JavaProcess.start(SharedLockProbe.class, this.file)) {
				other.await("taken");
			}
		}
		try (SharedLock first = SharedLock.tryShare(this.file).orElseThrow()) {
			SharedLock.tryShare(this.file).orElseThrow().close();
			assertThat(SharedLock.tryAlone(this.directory.resolve("./a.lock"))).isEmpty();
			try (JavaProcess other = JavaProcess.start(SharedLockProbe.class, this.file)) {
				other.await("taken");
			}
		}
		try (JavaProcess other = JavaProcess.start(SharedLockProbe.class, this.file)) {
			other.await("free");
		}
	}

	@Test
	void lockIsNeverSharedAndHeldAloneAtOnce() throws Exception {
		AtomicInteger sharing = new AtomicInteger();
		AtomicInteger alone = new AtomicInteger();
		Callable<Boolean> enter = () -> {
			boolean well = true;
			for (int round = 0; round < 500; round++) {
				boolean shared = round % 3 != 0;
				try (SharedLock lock = (shared ? SharedLock.tryShare(this.file) : SharedLock.tryAlone(this.file))
					.orElse(null)) {
					if (lock != null) {
						AtomicInteger mine = shared ? sharing : alone;
						well &= mine.incrementAndGet() == 1 || shared;
						well &= (shared ? alone : sharing).get() == 0;
						mine.decrementAndGet();
					}
				}
			}
			return well;
		};
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			for (Future<Boolean> well : threads.invokeAll(List.of(enter, enter, enter, enter))) {
				assertThat(well.get()).isTrue();
			}
		}
		finally {
			threads.shutdownNow();
		}
		SharedLock.tryAlone(this.file).orElseThrow().close();
	}

	@Test
	void lockInADirectoryThatIsMissingFails() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> SharedLock.tryShare(this.directory.resolve("none/a.lock")));
	}

}
