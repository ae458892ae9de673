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

/** Tests for {@link InterProcessLock} that is shared, some with other JVMs. */
class InterProcessLockSharingTests {

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void setUp() {
		this.file = this.directory.resolve("a.lock");
	}

	@Test
	void lockIsSharedByManyAndGivenToOneAloneWhenAllAreDone() throws IOException {
		InterProcessLock first = InterProcessLock.tryShare(this.file).orElseThrow();
		InterProcessLock second = InterProcessLock.tryShare(this.file).orElseThrow();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.file))).isEqualTo("rw-------");
		first.close();
		first.close();
		assertThat(InterProcessLock.tryAcquire(this.file)).as("the second still has it").isEmpty();
		second.close();
		try (InterProcessLock alone = InterProcessLock.tryAcquire(this.file).orElseThrow()) {
			assertThat(InterProcessLock.tryShare(this.file)).isEmpty();
			assertThat(InterProcessLock.tryAcquire(this.file)).isEmpty();
		}
		InterProcessLock.tryShare(this.file).orElseThrow().close();
	}

	@Test
	void lockIsSharedAmongProcessesAndEndsWithTheLastOfThemWhichIsKilled() throws Exception {
		try (JavaProcess one = JavaProcess.start(SharedLockHolder.class, this.file);
				JavaProcess other = JavaProcess.start(SharedLockHolder.class, this.file)) {
			one.await("held");
			other.await("held");
			InterProcessLock.tryShare(this.file).orElseThrow().close();
			assertThat(InterProcessLock.tryAcquire(this.file)).isEmpty();
			one.tell("");
			one.await("given");
			assertThat(InterProcessLock.tryAcquire(this.file)).as("the other still has it").isEmpty();
			other.kill();
			InterProcessLock.tryAcquire(this.file).orElseThrow().close();
		}
	}

	/** Closing any channel to the file would release the lock of the process. */
	@Test
	void lockThatIsTriedInVainInItsOwnProcessStaysHeldForOthers() throws Exception {
		try (InterProcessLock alone = InterProcessLock.tryAcquire(this.file).orElseThrow()) {
			assertThat(InterProcessLock.tryShare(this.file)).isEmpty();
			try (JavaProcess other = JavaProcess.start(SharedLockProbe.class, this.file)) {
				other.await("taken");
			}
		}
		try (InterProcessLock first = InterProcessLock.tryShare(this.file).orElseThrow()) {
			InterProcessLock.tryShare(this.file).orElseThrow().close();
			assertThat(InterProcessLock.tryAcquire(this.directory.resolve("./a.lock"))).isEmpty();
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
				try (InterProcessLock lock = (shared ? InterProcessLock.tryShare(this.file)
						: InterProcessLock.tryAcquire(this.file))
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
		InterProcessLock.tryAcquire(this.file).orElseThrow().close();
	}

	@Test
	void lockInADirectoryThatIsMissingFails() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> InterProcessLock.tryShare(this.directory.resolve("none/a.lock")));
	}

}
