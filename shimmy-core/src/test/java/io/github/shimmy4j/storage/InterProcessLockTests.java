package io.github.shimmy4j.storage;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

/** Tests for {@link InterProcessLock}, some with a second JVM. */
class InterProcessLockTests {

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void setUp() {
		this.file = this.directory.resolve("a.lock");
	}

	@Test
	void lockIsHeldByOneThreadAtATimeAndNoneIsForgotten() throws Exception {
		AtomicInteger inside = new AtomicInteger();
		Callable<Integer> enter = () -> {
			int most = 0;
			for (int round = 0; round < 50; round++) {
				try (InterProcessLock lock = InterProcessLock.acquire(this.file, Thread::onSpinWait)) {
					most = Math.max(most, inside.incrementAndGet());
					inside.decrementAndGet();
				}
			}
			return most;
		};
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			for (Future<Integer> most : threads.invokeAll(List.of(enter, enter, enter, enter))) {
				assertThat(most.get()).isEqualTo(1);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void lockOfAnotherProcessIsFreeOnceThatIsKilled() throws Exception {
		try (JavaProcess other = JavaProcess.start(LockHolder.class, this.file)) {
			other.await("held");
			assertThat(InterProcessLock.tryAcquire(this.file)).isEmpty();
			other.kill();
			InterProcessLock.tryAcquire(this.file).orElseThrow().close();
		}
	}

	@Test
	void lockThatIsTriedInVainInItsOwnProcessStaysHeldForOthers() throws Exception {
		Path samePlace = this.directory.resolve("../" + this.directory.getFileName() + "/a.lock");
		try (InterProcessLock lock = InterProcessLock.tryAcquire(this.file).orElseThrow()) {
			assertThat(InterProcessLock.tryAcquire(this.file)).isEmpty();
			assertThat(InterProcessLock.tryAcquire(samePlace)).isEmpty();
			try (JavaProcess other = JavaProcess.start(LockHolder.class, this.file)) {
				other.await("waiting");
			}
		}
	}

	/** The other process waits with the deleted file still open. */
	@Test
	void lockOnADeletedFileIsNoLockOnTheFileThatReplacedIt() throws Exception {
		Path next = this.directory.resolve("next.lock");
		InterProcessLock prepared = InterProcessLock.tryAcquire(next).orElseThrow();
		try (InterProcessLock first = InterProcessLock.tryAcquire(this.file).orElseThrow();
				JavaProcess other = JavaProcess.start(LockHolder.class, this.file)) {
			other.await("waiting");
			Files.move(next, this.file, StandardCopyOption.ATOMIC_MOVE);
			first.close();
			assertThatExceptionOfType(AssertionError.class).as("the file that is there now is locked")
				.isThrownBy(() -> other.await("held", Duration.ofMillis(300)));
			prepared.close();
			other.await("held");
		}
	}

	@Test
	void deleteRemovesTheFileAndGivesTheLockBack() throws IOException {
		InterProcessLock lock = InterProcessLock.tryAcquire(this.file).orElseThrow();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.file))).isEqualTo("rw-------");
		lock.delete();
		lock.delete();
		assertThat(this.file).doesNotExist();
		InterProcessLock again = InterProcessLock.tryAcquire(this.file).orElseThrow();
		lock.delete();
		lock.close();
		assertThat(this.file).as("file of the next holder").exists();
		assertThat(InterProcessLock.tryAcquire(this.file)).isEmpty();
		again.close();
	}

	@Test
	void waitThatIsInterruptedLeavesTheLockToOthers() throws Exception {
		InterProcessLock.Turn interrupted = () -> {
			throw new InterruptedException();
		};
		try (InterProcessLock held = InterProcessLock.acquire(this.file, interrupted)) {
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> InterProcessLock.acquire(this.file, interrupted));
		}
		try (JavaProcess other = JavaProcess.start(LockHolder.class, this.file)) {
			other.await("held");
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> InterProcessLock.acquire(this.file, interrupted));
			other.kill();
			InterProcessLock.tryAcquire(this.file).orElseThrow().close();
		}
	}

	/** As of two applications on one server, each with a copy of the class. */
	@Test
	void lockThatIsTriedInVainByAnotherClassLoaderStaysHeldForOthers() throws Exception {
		URL[] classPath = { InterProcessLock.class.getProtectionDomain().getCodeSource().getLocation() };
		try (URLClassLoader copies = new OwnCopies(classPath);
				InterProcessLock lock = InterProcessLock.tryAcquire(this.file).orElseThrow()) {
			Method tryAcquire = copies.loadClass(InterProcessLock.class.getName()).getMethod("tryAcquire", Path.class);
			assertThat((Optional<?>) tryAcquire.invoke(null, this.file)).isEmpty();
			try (JavaProcess other = JavaProcess.start(LockHolder.class, this.file)) {
				other.await("waiting");
			}
			lock.close();
			Optional<?> taken = (Optional<?>) tryAcquire.invoke(null, this.file);
			assertThat(taken).isPresent();
			assertThat(InterProcessLock.tryAcquire(this.file)).isEmpty();
			((AutoCloseable) taken.get()).close();
			InterProcessLock.tryAcquire(this.file).orElseThrow().close();
		}
	}

	@Test
	void lockInADirectoryThatIsMissingFails() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> InterProcessLock.tryAcquire(this.directory.resolve("none/a.lock")));
	}

	/** Loads our classes itself, and all others as this test does. */
	private static final class OwnCopies extends URLClassLoader {

		OwnCopies(URL[] classPath) {
			super(classPath, InterProcessLockTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith("io.github.shimmy4j.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : findClass(name);
			}
		}

	}

}
