package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.progress.ProgressListener;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Row M1 for the look-up of a file before its download. */
class HubLookUpTests {

	private final TestTransfer transfer = new TestTransfer(Path.of(""));

	@ParameterizedTest
	@ValueSource(ints = { 408, 429, 500, 502, 503, 504 })
	void busyHubIsAskedAgainAfterTheWaitItAsksFor(int status) throws Exception {
		try (FakeHub hub = FakeHub
			.start(FakeHub.inTurn(FakeHub.refuses(status), FakeHub.refuses(status, "7"), knows(TinyModel.COMMIT)))) {
			assertThat(lookUp(hub))
				.isEqualTo(new RemoteFile(TinyModel.COMMIT, TinyModel.SIZE_BYTES, TinyModel.sha256(), null));
			assertThat(this.transfer.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(7));
		}
	}

	@Test
	void hubThatStaysBusyIsGivenUp() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.refuses(503))) {
			assertThatIOException().isThrownBy(() -> lookUp(hub)).withMessageContaining("answered with HTTP 503");
			assertThat(hub.requests()).hasSize(4);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403, 404 })
	void refusalOfTheHubIsNotRetried(int status) throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.refuses(status))) {
			assertThatIOException().isThrownBy(() -> lookUp(hub)).withMessageContaining("answered with HTTP " + status);
			assertThat(hub.requests()).hasSize(1);
		}
	}

	@Test
	void answerForAnotherCommitIsRefused() throws IOException {
		String other = "89abcdef0123456789abcdef0123456789abcdef";
		try (FakeHub hub = FakeHub.start(knows(other))) {
			assertThatIOException().isThrownBy(() -> lookUp(hub))
				.withMessageEndingWith("' answered for commit %s, requested was %s".formatted(other, TinyModel.COMMIT));
			assertThat(hub.requests()).hasSize(1);
		}
	}

	private RemoteFile lookUp(FakeHub hub) throws IOException, InterruptedException {
		return this.transfer.sources(hub.environment(), List.of())
			.lookUp(TinyModel.HUB, Path.of(""), ProgressListener.NONE);
	}

	/** Describes a file in the storage, without a licence. */
	private static FakeHub.Answer knows(String commit) {
		FakeHub.Answer file = (request, closed) -> new MockResponse.Builder().code(302)
			.setHeader("X-Repo-Commit", commit)
			.setHeader("X-Linked-Size", TinyModel.SIZE_BYTES)
			.setHeader("X-Linked-Etag", "\"" + TinyModel.sha256() + "\"")
			.setHeader("Location", "/storage");
		return FakeHub.byPath("/api/", FakeHub.refuses(404), file);
	}

}
