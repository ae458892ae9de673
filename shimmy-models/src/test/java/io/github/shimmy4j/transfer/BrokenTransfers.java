package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Interrupted transfers of the tiny model, one after another, into one directory. */
final class BrokenTransfers {

	static final byte[] CONTENT = TinyModel.content();

	static final String TAG = "\"one\"";

	private final Path models;

	private final List<Duration> pauses = new ArrayList<>();

	BrokenTransfers(Path models) {
		this.models = models;
	}

	/** Pauses before the retries of all transfers. */
	List<Duration> pauses() {
		return this.pauses;
	}

	Path ensure(FakeHub hub) {
		TestTransfer transfer = new TestTransfer(this.models);
		try {
			return transfer.ensure(hub.environment(), TinyModel.HUB);
		}
		finally {
			this.pauses.addAll(transfer.pauses());
		}
	}

	ShimmyException failure(FakeHub hub) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ensure(hub));
		assertThat(failure).isNotNull();
		return failure;
	}

	/** Leaves the partial file of an interrupted process. */
	void breakOffAt(int bytes) throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.inTurn(FakeHub.ranged(CONTENT, TAG, bytes), FakeHub.refuses(403)))) {
			failure(hub);
		}
		assertThat(partial()).hasSize(bytes);
		this.pauses.clear();
	}

	/** Another run, from the same address. */
	FakeHub again(FakeHub.Answer answer) throws IOException {
		FakeHub hub = FakeHub.start(answer);
		assertThat(ensure(hub)).hasBinaryContent(CONTENT);
		return hub;
	}

	Path partial() {
		return this.models.resolve("tiny.gguf.partial");
	}

	List<String> files() throws IOException {
		try (var files = Files.list(this.models)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

}
