package io.github.shimmy4j.binary;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.binary.ReleaseTable.Release;
import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.storage.Sha256;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;

/**
 * GitHub's releases as far as a download sees them: an address that points, by status 302
 * and with a signature, to a storage host that has the file.
 */
final class FakeReleases implements AutoCloseable {

	static final String PATH = "/Michael-A-Kuykendall/shimmy/releases/download/v1.7.4/shimmy-linux-x86_64";

	private static final String SIGNATURE = "sp=r&sig=very-secret&rscd=attachment%3B+filename%3Dshimmy-linux-x86_64";

	private final MockWebServer github = new MockWebServer();

	private final MockWebServer storage = new MockWebServer();

	private final Answers atGithub = new Answers();

	private final Answers inStorage = new Answers();

	FakeReleases() throws IOException {
		this.github.setDispatcher(this.atGithub);
		this.storage.setDispatcher(this.inStorage);
		this.github.start(InetAddress.getByName("127.0.0.1"), 0);
		this.storage.start(InetAddress.getByName("127.0.0.1"), 0);
	}

	/** A program that prints the version of shimmy 1.7.4. */
	static byte[] program() {
		return script("echo shimmy 1.7.4");
	}

	static byte[] script(String body) {
		return ("#!/bin/sh\n" + body + "\n").getBytes(StandardCharsets.UTF_8);
	}

	static String sha256(byte[] content) {
		var digest = Sha256.begin();
		digest.update(content);
		return Sha256.end(digest);
	}

	/** The built-in tables with other addresses and digests. */
	Releases table(Map<String, Map<String, String>> digests, HostPlatform platform) {
		Map<ServerProgram, ReleaseTable> builtIn = Releases.builtIn();
		return new Releases(Map.of(ServerProgram.SHIMMY,
				new ReleaseTable(
						address(this.github, "/Michael-A-Kuykendall/shimmy/releases/download/v{version}/{asset}"),
						builtIn.get(ServerProgram.SHIMMY).assets(), digests),
				ServerProgram.LLAMA_SERVER,
				new ReleaseTable(address(this.github, "/ggml-org/llama.cpp/releases/download/{version}/{asset}"),
						builtIn.get(ServerProgram.LLAMA_SERVER).assets(), digests)),
				platform, () -> false);
	}

	/** One whose address is the same and whose digest is that of the content. */
	Release release(byte[] content) {
		return new Release(java.net.URI.create(address(this.github, PATH)), sha256(content));
	}

	/** The next answer points to the storage, which has this. */
	FakeReleases publish(byte[] content) {
		return publish(inStorage(content).build());
	}

	/** The next answer points to the storage, which answers so. */
	FakeReleases publish(MockResponse answer) {
		pointTo(address(this.storage, "/github-production-release-asset/1/2?" + SIGNATURE));
		this.inStorage.add(answer);
		return this;
	}

	/** The same, and a HEAD is told that it has so many bytes. */
	FakeReleases publish(MockResponse answer, long announced) {
		this.inStorage.announce(announced);
		return publish(answer);
	}

	/** The next answer points somewhere. */
	FakeReleases pointTo(String location) {
		this.atGithub.add(new MockResponse.Builder().code(302)
			.addHeader("Server", "github.com")
			.addHeader("Content-Type", "text/html; charset=utf-8")
			.addHeader("Cache-Control", "no-cache")
			.addHeader("Location", location)
			.build());
		return this;
	}

	/** The next answer is this one, of GitHub itself. */
	FakeReleases answer(MockResponse answer) {
		this.atGithub.add(answer);
		return this;
	}

	static MockResponse.Builder inStorage(byte[] content) {
		return new MockResponse.Builder().addHeader("Server", "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0")
			.addHeader("Content-Type", "application/octet-stream")
			.addHeader("Content-Disposition", "attachment; filename=shimmy-linux-x86_64")
			.addHeader("ETag", "\"0x8DD5B1C2A3F4E5D\"")
			.addHeader("Accept-Ranges", "bytes")
			.body(new Buffer().write(content));
	}

	String address(String path) {
		return address(this.github, path);
	}

	int requests() {
		return this.github.getRequestCount() + this.storage.getRequestCount();
	}

	RecordedRequest asked() throws InterruptedException {
		return this.github.takeRequest(1, TimeUnit.SECONDS);
	}

	private static String address(MockWebServer server, String path) {
		return "http://127.0.0.1:" + server.getPort() + path;
	}

	@Override
	public void close() {
		this.github.close();
		this.storage.close();
	}

	/**
	 * One after the other, the last for ever. A HEAD gets the head of the next, and
	 * leaves it there unless it is a failure.
	 */
	private static final class Answers extends Dispatcher {

		private final List<MockResponse> answers = new ArrayList<>();

		private long announced = -1;

		synchronized void announce(long bytes) {
			this.announced = bytes;
		}

		synchronized void add(MockResponse answer) {
			this.answers.add(answer);
		}

		@Override
		public synchronized MockResponse dispatch(RecordedRequest request) {
			MockResponse next = this.answers.get(0);
			boolean head = "HEAD".equals(request.getMethod());
			if (this.answers.size() > 1 && (!head || next.getCode() >= 400)) {
				this.answers.remove(0);
			}
			return head ? headOf(next) : next;
		}

		private MockResponse headOf(MockResponse answer) {
			MockResponse.Builder head = new MockResponse.Builder().code(answer.getCode()).headers(answer.getHeaders());
			if (this.announced >= 0) {
				head.removeHeader("Transfer-Encoding").setHeader("Content-Length", this.announced);
			}
			return ((answer.getOnResponseStart() != null) ? head.onResponseStart(answer.getOnResponseStart()) : head)
				.build();
		}

	}

}
