package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row M3, repeated: a process is killed at a random moment of its start, its transfer or
 * its end, and the next one ends with the right file. {@code -Dendurance.kills} sets the
 * number of kills (50), {@code -Dendurance.seed} their moments.
 */
@Tag("endurance")
class KilledTransferEnduranceTests {

	private static final int ROUNDS = Integer.getInteger("endurance.kills", 50);

	private static final long SEED = Long.getLong("endurance.seed", 20261128);

	/** A transfer takes about as long as the start of a process. */
	private static final int PAUSE_MILLIS = 4;

	private static final byte[] CONTENT = TinyModel.content();

	@TempDir
	private Path directory;

	@Test
	@Timeout(value = 1, unit = TimeUnit.HOURS)
	void nextRunEndsWithTheRightFile() throws IOException, InterruptedException {
		Random random = new Random(SEED);
		int begun = 0;
		long latest = wholeRunMillis();
		for (int round = 1; round <= ROUNDS; round++) {
			Path models = this.directory.resolve("round-" + round);
			try (FakeHub hub = FakeHub.start(FakeHub.slowly(CONTENT, "\"one\"", PAUSE_MILLIS))) {
				// Mostly killed during the transfer, and then killed again.
				for (int kill = 0; kill < 2; kill++) {
					Process process = EnsureTinyModel.start(models, hub);
					process.waitFor(random.nextLong(latest), TimeUnit.MILLISECONDS);
					process.destroyForcibly();
					assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
					begun += Files.exists(models.resolve("tiny.gguf.partial")) ? 1 : 0;
				}
				Path file = new TestTransfer(models).ensure(hub.environment(), TinyModel.HUB);
				assertThat(file).as("round %d of seed %d", round, SEED).hasBinaryContent(CONTENT);
				assertThat(models.resolve("tiny.gguf.partial")).doesNotExist();
			}
		}
		assertThat(begun).as("kills in mid-transfer, without which this proves nothing").isGreaterThan(ROUNDS / 10);
	}

	/** Measured, so that kills hit the transfer on a slow machine too. */
	private long wholeRunMillis() throws IOException, InterruptedException {
		try (FakeHub hub = FakeHub.start(FakeHub.slowly(CONTENT, "\"one\"", PAUSE_MILLIS))) {
			long began = System.nanoTime();
			Process process = EnsureTinyModel.start(this.directory.resolve("whole"), hub);
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
		}
	}

}
