package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Row M1: number and pauses of the retries. */
class RetriedTransferTests {

	private static final byte[] CONTENT = BrokenTransfers.CONTENT;

	private static final String TAG = BrokenTransfers.TAG;

	@TempDir
	private Path temporary;

	private BrokenTransfers transfers;

	@BeforeEach
	void setUp() {
		this.transfers = new BrokenTransfers(this.temporary.resolve("models"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 408, 429, 500, 502, 503, 504 })
	void busyServerIsAskedAgainAfterTheWaitItAsksFor(int status) throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.refuses(status), FakeHub.refuses(status, "7"), FakeHub.sends(CONTENT)))) {
			assertThat(this.transfers.ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(this.transfers.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(7));
		}
	}

	@Test
	void serverThatAsksForATooLongWaitIsGivenUp() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.refuses(429, "3600"))) {
			assertThat(this.transfers.failure(hub)).hasMessageContaining("answered with HTTP 429");
			assertThat(this.transfers.pauses()).isEmpty();
		}
	}

	@Test
	void serverThatSendsTooLittleIsRetried() throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.drips(CONTENT, TAG, 100_000), FakeHub.ranged(CONTENT, TAG, 300_000)))) {
			assertThat(slowly().ensure(hub.environment(), TinyModel.HUB)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).hasSize(2).element(1).asString().startsWith("bytes=100");
		}
	}

	@Test
	void serverThatKeepsSendingTooLittleIsGivenUp() throws IOException {
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
	void slowServerIsWaitedFor() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.slowly(CONTENT, TAG))) {
			assertThat(slowly().ensure(hub.environment(), TinyModel.HUB)).hasBinaryContent(CONTENT);
			assertThat(hub.ranges()).containsExactly("all");
		}
	}

	/**
	 * Each part of an answer takes six seconds; ten seconds without a KiB are a stall.
	 */
	private TestTransfer slowly() {
		AtomicLong seconds = new AtomicLong();
		return new TestTransfer(this.temporary.resolve("models"))
			.with(() -> TimeUnit.SECONDS.toNanos(seconds.addAndGet(6)));
	}

	@Test
	void serverThatIsAwayForAWhileIsRetried() throws IOException {
		try (FakeHub storage = FakeHub.start(FakeHub.ranged(CONTENT, TAG, 200_000));
				FakeHub hub = FakeHub.start(outage(storage, 2))) {
			assertThat(this.transfers.ensure(hub)).hasBinaryContent(CONTENT);
			assertThat(storage.ranges()).containsExactly("all", "bytes=200000-");
			assertThat(this.transfers.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2),
					Duration.ofSeconds(4));
		}
	}

	@Test
	void serverThatStaysAwayIsGivenUp() throws IOException {
		try (FakeHub storage = FakeHub.start(FakeHub.ranged(CONTENT, TAG, 200_000));
				FakeHub hub = FakeHub.start(outage(storage, 3))) {
			assertThat(this.transfers.failure(hub)).hasMessageContaining("' gave no answer: no connection: ");
			assertThat(this.transfers.pauses()).hasSize(3);
			assertThat(this.transfers.partial()).hasSize(200_000);
		}
	}

	@Test
	void serverThatCannotBeReachedAtFirstIsNotRetried() throws IOException {
		this.transfers.breakOffAt(100_000);
		FakeHub hub = FakeHub.start(FakeHub.refuses(500));
		hub.close();
		assertThat(this.transfers.failure(hub)).hasMessageContaining("' gave no answer: no connection: ");
		assertThat(this.transfers.pauses()).isEmpty();
		assertThat(this.transfers.partial()).hasSize(100_000);
	}

	/** Redirects to the storage, but a number of times in between to a closed port. */
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
	void attemptsWithoutNewBytesEnd() throws IOException {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, 100_000), FakeHub.ranged(CONTENT, TAG, 0)))) {
			assertThat(this.transfers.failure(hub).code()).isEqualTo(ShimmyErrorCode.DOWNLOAD_FAILED);
			assertThat(this.transfers.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2),
					Duration.ofSeconds(4));
			assertThat(this.transfers.files()).containsExactlyInAnyOrder("tiny.gguf.lock", "tiny.gguf.partial",
					"tiny.gguf.partial.json");
		}
	}

}
