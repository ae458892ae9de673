package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.transfer.FakeHub;
import io.github.shimmy4j.transfer.TestTransfer;
import io.github.shimmy4j.transfer.TinyModel;
import mockwebserver3.MockResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A models directory without a catalog, for models of a hub that describes its files.
 *
 * @param directory models directory
 */
record HubModels(Path directory) {

	static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

	static final byte[] CONTENT = TinyModel.content();

	/** The tiny model at a branch. */
	static final String BRANCH = "hf:owner/tiny/Tiny-Llama.gguf";

	/** The hub's answer for a file in its storage. */
	static FakeHub.Answer hub(String commit, byte[] content) {
		FakeHub.Answer file = (request, closed) -> describe(commit, content);
		return FakeHub.byPath("/storage", FakeHub.sends(content), FakeHub.byPath("/api/", FakeHub.refuses(404), file));
	}

	static MockResponse.Builder describe(String commit, byte[] content) {
		return new MockResponse.Builder().code(302)
			.setHeader("X-Repo-Commit", commit)
			.setHeader("X-Linked-Size", content.length)
			.setHeader("X-Linked-Etag", "\"" + TinyModel.sha256(content) + "\"")
			.setHeader("Location", "/storage");
	}

	static SourceDownload download(FakeHub hub) {
		return new SourceDownload(TestTransfer.sources(hub.environment()));
	}

	/** A new registry each time, as after a restart. */
	ModelDirectory registry() {
		return new ModelDirectory(this.directory, new ModelCatalog(List.of()));
	}

	ShimmyException failure(FakeHub hub) {
		return failure(hub, BRANCH);
	}

	ShimmyException failure(FakeHub hub, String model) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> registry().ensureDefault(ModelReference.parse(model), download(hub)));
		assertThat(failure).isNotNull();
		return failure;
	}

}
