package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.shimmy4j.contract.ShimmyProcess;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;

import static org.assertj.core.api.Assertions.assertThat;

/** A shimmy that another program runs, with a model of its own. */
record ForeignShimmy(ShimmyProcess process) implements AutoCloseable {

	private static final String KEY = "the-key-of-somebody-else";

	static ForeignShimmy begin(String version, Path parent, int port) {
		try {
			Path directory = Files.createTempDirectory(parent, "foreign");
			Path models = TestModel.write(directory.resolve("models/other.gguf")).getParent();
			return new ForeignShimmy(ShimmyProcess.serve(FakeShimmyBinary.version(version).install(directory),
					directory, Map.of("SHIMMY_API_KEY", KEY), models, port));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	ForeignShimmy awaitBound() {
		this.process.awaitBound();
		return this;
	}

	void assertWasAskedForNoChat() {
		try {
			assertThat(this.process.get("/__requests").body()).isEqualTo("[]");
		}
		catch (ConnectException ex) {
			// On a busy machine it may not listen yet, so it cannot have had a request.
			return;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.close();
	}

}
