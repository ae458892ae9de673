package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Progress that is reported while another thread or process fetches the model. */
class LockWaitTests {

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch waited = new CountDownLatch(1);

	private final StringWriter screen = new StringWriter();

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final AtomicLong seconds = new AtomicLong();

	private final VerifiedTransfer transfer = new VerifiedTransfer(new VerifiedFiles(),
			new ProgressReports((progress) -> this.told.add(progress.done() + " of " + progress.total()),
					() -> Optional.of(new PrintWriter(this.screen)), Duration.ofSeconds(5), this::aSecondLater),
			DiskSpace.USABLE, (duration) -> {
				this.waited.countDown();
				TimeUnit.NANOSECONDS.sleep(duration.toNanos());
			});

	@TempDir
	private Path models;

	@Test
	void progressBarOfTheWaitEndsItsLine() throws Exception {
		fetchTwice((destination) -> Files.write(destination, new byte[150_000]));
		assertThat(this.told).first().isEqualTo("150000 of 300000");
		assertThat(this.screen.toString()).contains("50 % of 0.3 MB").endsWith(System.lineSeparator());
	}

	@Test
	void wheelsThatArriveAreReportedWhileWaitingForTheFile() throws Exception {
		fetchTwice((destination) -> write(destination, 1000));
		assertThat(this.told).first().isEqualTo("1000 of " + Progress.UNKNOWN_TOTAL);
	}

	@Test
	void wheelsThatArriveAreReportedWhileWaitingForTheLookup() throws Exception {
		Path kept = this.models.resolve("revisions/tiny.json");
		Path partial = TinyModel.place(this.models).partial();
		VerifiedTransfer.LookupPlace place = new VerifiedTransfer.LookupPlace(kept, FilePlace.lock(kept), partial);
		RemoteFile file = new RemoteFile("1", 300_000, TinyModel.sha256(), null);
		CompletableFuture<Void> first = CompletableFuture
			.runAsync(() -> this.transfer.lookUp(place, "tiny", (progress) -> {
				write(partial, 1000);
				this.begun.countDown();
				assertThat(this.waited.await(5, TimeUnit.SECONDS)).isTrue();
				return file;
			}));
		assertThat(this.begun.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(this.transfer.lookUp(place, "tiny", (progress) -> {
			throw new IOException("is known");
		})).isEqualTo(file);
		first.get(5, TimeUnit.SECONDS);
		assertThat(this.told).first().isEqualTo("1000 of " + Progress.UNKNOWN_TOTAL);
	}

	/** A second between reports, so that none is withheld. */
	private long aSecondLater() {
		return TimeUnit.SECONDS.toNanos(this.seconds.incrementAndGet());
	}

	private void fetchTwice(Arrival arrival) throws Exception {
		FilePlace place = TinyModel.place(this.models);
		CompletableFuture<Void> first = CompletableFuture
			.runAsync(() -> this.transfer.ensure(place, (destination, progress) -> {
				arrival.at(destination);
				this.begun.countDown();
				assertThat(this.waited.await(5, TimeUnit.SECONDS)).isTrue();
				Files.write(destination, TinyModel.content());
				return false;
			}));
		assertThat(this.begun.await(5, TimeUnit.SECONDS)).isTrue();
		this.transfer.ensure(place, (destination, progress) -> {
			throw new IOException("is there");
		});
		first.get(5, TimeUnit.SECONDS);
	}

	private static void write(Path partial, int bytes) throws IOException {
		Files.write(WheelDirectory.create(partial).place(0).resolve("arriving"), new byte[bytes]);
	}

	/** Writes the first bytes of a transfer. */
	@FunctionalInterface
	private interface Arrival {

		void at(Path destination) throws IOException;

	}

}
