package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests for {@link Sources.WebSource}. */
class WebSourceTests {

	@TempDir
	private Path models;

	@Test
	void lookUpAsksOnlyForTheSize() throws IOException, InterruptedException {
		FakeHub.Answer head = (request, closed) -> new MockResponse.Builder().setHeader("Content-Length", 300_000);
		try (FakeHub server = FakeHub.start(FakeHub.redirects(head))) {
			SourceReference.Web source = source(server, TinyModel.sha256());
			RemoteFile file = TestTransfer.sources(Map.of()).lookUp(source, this.models, ProgressListener.NONE);
			assertThat(file).isEqualTo(new RemoteFile(TinyModel.sha256(), 300_000, TinyModel.sha256(), null));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 403, 404 })
	void refusalOfTheServerIsNotRetried(int status) throws IOException {
		try (FakeHub server = FakeHub.start(FakeHub.refuses(status))) {
			SourceReference.Web source = source(server, TinyModel.sha256());
			assertThatIOException()
				.isThrownBy(() -> TestTransfer.sources(Map.of()).lookUp(source, this.models, ProgressListener.NONE))
				.withMessageContaining("answered with HTTP " + status);
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void fileArrivesAlsoThroughACutConnection() throws IOException {
		try (FakeHub server = FakeHub.start(FakeHub.ranged(TinyModel.content(), "\"a\"", 200_000))) {
			assertThat(new TestTransfer(this.models).ensure(Map.of(), source(server, TinyModel.sha256())))
				.hasBinaryContent(TinyModel.content());
			assertThat(server.ranges()).containsExactly("all", "bytes=200000-");
		}
	}

	@Test
	void otherFileIsRefused() throws IOException {
		byte[] other = TinyModel.content();
		other[5_000]++;
		try (FakeHub server = FakeHub.start(FakeHub.sends(other))) {
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> new TestTransfer(this.models).ensure(Map.of(), source(server, TinyModel.sha256())));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.CHECKSUM_MISMATCH);
			assertThat(this.models.resolve("tiny.gguf")).doesNotExist();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://:80/x.gguf?sig=secret", "https://bucket/x.gguf?sig=secret^" })
	void invalidAddressIsRefusedWithoutItsQuery(String address) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SourceReference.parse(address + "#sha256=" + "0".repeat(64)))
			.withMessageNotContaining("secret")
			.withNoCause();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://host/x.gguf", "https://host/x.gguf#sha256=ab", "https://host#sha256=", "http://x",
			"https://host/a/#sha256=0000000000000000000000000000000000000000000000000000000000000000" })
	void addressWithoutADigestIsNoSource(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> SourceReference.parse(text));
	}

	@Test
	void digestMayBeInCapitals() {
		String digest = "AB".repeat(32);
		SourceReference source = SourceReference.parse("https://host:8443/a/x.gguf?v=1#sha256=" + digest);
		assertThat(source).isEqualTo(
				new SourceReference.Web(URI.create("https://host:8443/a/x.gguf?v=1"), digest.toLowerCase(Locale.ROOT)));
		assertThat(source.fileName()).isEqualTo("x.gguf");
	}

	private static SourceReference.Web source(FakeHub server, String sha256) {
		return new SourceReference.Web(URI.create(server.address("/files/tiny.gguf")), sha256);
	}

}
