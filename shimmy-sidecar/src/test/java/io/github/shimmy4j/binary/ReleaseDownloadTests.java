package io.github.shimmy4j.binary;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

import io.github.shimmy4j.binary.ReleaseTable.Release;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.transfer.TestTransfer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** A download from servers on this machine that speak as GitHub's do. */
class ReleaseDownloadTests {

	private static final Duration STALL = Duration.ofMillis(400);

	/** For all but silence: on a busy machine an answer may take seconds. */
	private Duration timeout = Duration.ofSeconds(30);

	private static final int MAX_BYTES = 2_000_000;

	private final byte[] content = new byte[1_000_000];

	@TempDir
	private Path directory;

	private Path file;

	private FakeReleases releases;

	@BeforeEach
	void setUp() throws IOException {
		new Random(7).nextBytes(this.content);
		this.file = this.directory.resolve("download");
		this.releases = new FakeReleases();
	}

	@AfterEach
	void nothingButTheFileIsLeft() {
		this.releases.close();
		assertThat(this.directory.toFile().list()).isSubsetOf("download", "keys.p12");
	}

	@Test
	void fileThatIsPointedToArrivesVerified() throws Exception {
		List<Long> progress = new ArrayList<>();
		this.releases.publish(this.content);
		download().fetch(this.releases.release(this.content), this.file, (at) -> {
			assertThat(at.unit()).isEqualTo(Progress.Unit.BYTES);
			assertThat(at.total()).isEqualTo(this.content.length);
			assertThat(at.detail()).isEqualTo(this.releases.address(FakeReleases.PATH));
			progress.add(at.done());
		});
		assertThat(this.file).hasBinaryContent(this.content);
		assertThat(Files.getPosixFilePermissions(this.file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
		assertThat(progress).last().isEqualTo((long) this.content.length);
		assertThat(this.releases.asked().getTarget()).isEqualTo(FakeReleases.PATH);
	}

	@Test
	void oneWrongByteIsNeverVisible() {
		byte[] wrong = this.content.clone();
		wrong[500_000]++;
		assertRefused(this.releases.publish(wrong), ShimmyErrorCode.CHECKSUM_MISMATCH,
				"'shimmy-linux-x86_64' arrived with 1,000,000 bytes", FakeReleases.sha256(wrong),
				FakeReleases.sha256(this.content));
	}

	@Test
	void loginPageIsToldFromAProgram() {
		byte[] page = "<!DOCTYPE html><title>Sign in</title>".getBytes(StandardCharsets.UTF_8);
		assertRefused(this.releases.publish(page), ShimmyErrorCode.CHECKSUM_MISMATCH, "it begins as an HTML page");
	}

	@Test
	void fileThatBreaksOffOnceArrives() throws Exception {
		this.releases
			.publish(FakeReleases.inStorage(this.content).onResponseBody(new SocketEffect.CloseSocket()).build())
			.publish(this.content);
		download().fetch(this.releases.release(this.content), this.file, ProgressListener.NONE);
		assertThat(this.file).hasBinaryContent(this.content);
	}

	@Test
	void busyServerIsAskedAgain() throws Exception {
		this.releases.publish(new MockResponse.Builder().code(503).addHeader("Retry-After", "1").build())
			.publish(this.content);
		download().fetch(this.releases.release(this.content), this.file, ProgressListener.NONE);
		assertThat(this.file).hasBinaryContent(this.content);
	}

	@Test
	void fileThatAlwaysBreaksOffIsNeverVisible() {
		this.releases
			.publish(FakeReleases.inStorage(this.content).onResponseBody(new SocketEffect.CloseSocket()).build());
		assertRefused(this.releases, ShimmyErrorCode.INSTALL_FAILED,
				"'shimmy-linux-x86_64' could not be fetched: 127.0.0.1: connection lost after");
	}

	@Test
	void shorterFileOfTheWholeLengthItAnnouncesIsNeverVisible() {
		byte[] shorter = Arrays.copyOf(this.content, 999_999);
		assertRefused(this.releases.publish(shorter), ShimmyErrorCode.CHECKSUM_MISMATCH, "999,999 bytes");
	}

	@Test
	void serverThatFallsSilentIsGivenUp() {
		this.timeout = STALL;
		this.releases.publish(FakeReleases.inStorage(this.content).onResponseBody(SocketEffect.Stall.INSTANCE).build());
		assertRefused(this.releases, ShimmyErrorCode.INSTALL_FAILED, "no byte within 400 ms");
	}

	@Test
	void serverThatNeverAnswersIsGivenUp() {
		this.timeout = STALL;
		this.releases.answer(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
		assertFails("did not answer within 800 ms");
	}

	@Test
	void slowServerIsWaitedFor() throws Exception {
		this.timeout = Duration.ofMillis(1500);
		this.releases
			.publish(FakeReleases.inStorage(this.content).throttleBody(100_000, 200, TimeUnit.MILLISECONDS).build());
		download().fetch(this.releases.release(this.content), this.file, ProgressListener.NONE);
		assertThat(this.file).hasBinaryContent(this.content);
	}

	@ParameterizedTest
	@ValueSource(ints = { 403, 404, 429, 500, 503 })
	void anyOtherStatusIsTold(int status) {
		this.releases.answer(new MockResponse.Builder().code(status).body("<html>no</html>").build());
		assertFails("answered with HTTP " + status);
	}

	@Test
	void statusOfTheStorageIsToldWithoutTheSignature() {
		this.releases.publish(new MockResponse.Builder().code(403).build());
		assertThatIOException()
			.isThrownBy(() -> download().fetch(this.releases.release(this.content), this.file, ProgressListener.NONE))
			.withMessageContaining("/github-production-release-asset/1/2' answered with HTTP 403")
			.withMessageNotContaining("secret");
	}

	@Test
	void redirectsInACircleEnd() {
		this.releases.pointTo(this.releases.address(FakeReleases.PATH));
		assertFails("answered with HTTP 302");
		assertThat(this.releases.requests()).isEqualTo(11);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://mirror.test/shimmy", "file:///etc/passwd", "jar:file:/x!/y" })
	void redirectToAnotherSchemeIsNotFollowed(String location) {
		assertFails(this.releases.pointTo(location), "answered with HTTP 302");
	}

	@Test
	void redirectToNoAddressIsTold() {
		assertFails(this.releases.pointTo("http://[broken"), "which is not an address");
	}

	@Test
	void redirectFromHttpsToHttpIsNotFollowed() throws Exception {
		TestCertificate certificate = TestCertificate.create(this.directory.resolve("keys.p12"));
		SSLSocketFactory usual = HttpsURLConnection.getDefaultSSLSocketFactory();
		HttpsURLConnection.setDefaultSSLSocketFactory(certificate.context().getSocketFactory());
		this.releases.publish(this.content);
		try (MockWebServer secure = new MockWebServer()) {
			secure.useHttps(certificate.context().getSocketFactory());
			secure.start(InetAddress.getByName("127.0.0.1"), 0);
			secure.enqueue(new MockResponse.Builder().code(302)
				.addHeader("Location", this.releases.address("/plain"))
				.build());
			Release release = new Release(URI.create("https://127.0.0.1:" + secure.getPort() + "/shimmy"),
					FakeReleases.sha256(this.content));
			assertThatIOException().isThrownBy(() -> download().fetch(release, this.file, ProgressListener.NONE))
				.withMessage("'%s' answered with HTTP 302, and points to '%s', which is not followed",
						release.address(), this.releases.address("/plain"));
			assertThat(this.releases.requests()).as("requests without encryption").isZero();
			secure.enqueue(new MockResponse.Builder().setHeader("Content-Length", this.content.length).build());
			secure.enqueue(new MockResponse.Builder().body(new Buffer().write(this.content)).build());
			download().fetch(release, this.file, ProgressListener.NONE);
			assertThat(this.file).as("the same server without the redirect").hasBinaryContent(this.content);
		}
		finally {
			HttpsURLConnection.setDefaultSSLSocketFactory(usual);
		}
	}

	@Test
	void announcedLengthAboveTheBoundIsRefusedBeforeItArrives() {
		assertRefused(this.releases.publish(new byte[MAX_BYTES + 1]), ShimmyErrorCode.INSTALL_FAILED,
				"more than 2,000,000 bytes");
	}

	@Test
	void fileOfUnknownLengthIsRefused() {
		this.releases.publish(new MockResponse.Builder().chunkedBody(new Buffer().write(this.content), 10_000).build());
		assertFails("does not say how large the file is");
	}

	@Test
	void fileThatIsLongerThanAnnouncedIsRefusedAtTheBound() {
		MockResponse longer = new MockResponse.Builder().chunkedBody(new Buffer().write(new byte[MAX_BYTES]), 10_000)
			.build();
		this.releases.publish(longer, this.content.length);
		assertRefused(this.releases, ShimmyErrorCode.CHECKSUM_MISMATCH, "did not end after its 1,000,000 bytes");
	}

	@Test
	void fileNameThatIsNoneIsToldBeforeAnythingIsAsked() {
		Release release = new Release(URI.create(this.releases.address("/a/.hidden?token=secret")), "0".repeat(64));
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> download().fetch(release, this.file, ProgressListener.NONE))
			.withMessageContainingAll("/a/.hidden' cannot be downloaded", "file name")
			.withMessageNotContaining("secret")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INSTALL_FAILED));
		assertThat(this.releases.requests()).isZero();
	}

	@Test
	void hostThatIsNotKnownIsTold() {
		Release release = new Release(URI.create("http://shimmy4j.invalid/shimmy"), "0".repeat(64));
		assertThatIOException().isThrownBy(() -> download().fetch(release, this.file, ProgressListener.NONE))
			.withMessage("'http://shimmy4j.invalid/shimmy' gave no answer: the host is not known here");
	}

	@Test
	void interruptEndsItAndLeavesNothing() throws Exception {
		this.releases.publish(FakeReleases.inStorage(this.content).onResponseBody(SocketEffect.Stall.INSTANCE).build());
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<Throwable> end = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				download().fetch(this.releases.release(this.content), this.file, (at) -> begun.countDown());
			}
			catch (IOException | InterruptedException | RuntimeException ex) {
				end.complete(ex);
			}
		});
		thread.start();
		assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
		thread.interrupt();
		assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
	}

	private ReleaseDownload download() {
		return new ReleaseDownload(() -> TestTransfer.sources(Map.of(), this.timeout), MAX_BYTES);
	}

	private void assertFails(String message) {
		assertFails(this.releases, message);
	}

	private void assertFails(FakeReleases prepared, String message) {
		assertThatIOException()
			.isThrownBy(() -> download().fetch(prepared.release(this.content), this.file, ProgressListener.NONE))
			.withMessageContaining(message);
		assertThat(this.file).doesNotExist();
	}

	private void assertRefused(FakeReleases prepared, ShimmyErrorCode code, String... message) {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> download().fetch(prepared.release(this.content), this.file, ProgressListener.NONE))
			.withMessageContainingAll(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
		assertThat(this.file).doesNotExist();
	}

}
