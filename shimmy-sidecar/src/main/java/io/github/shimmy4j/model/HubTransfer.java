package io.github.shimmy4j.model;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files of Hugging Face repositories, see
 * <a href="https://huggingface.co/docs/hub/models-downloading">downloading models</a>.
 */
final class HubTransfer {

	private static final int OK = 200;

	private static final int PARTIAL_CONTENT = 206;

	private static final int RANGE_NOT_SATISFIABLE = 416;

	/** A server that has too much to do, or one behind it that is away for a moment. */
	private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

	private final HubClient hub;

	private final Pause pause;

	HubTransfer(HubClient hub, Pause pause) {
		this.hub = hub;
		this.pause = pause;
	}

	static HubTransfer of(Map<String, String> environment) {
		return new HubTransfer(HubClient.of(environment), (duration) -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()));
	}

	/** Asks what a file is. */
	RemoteFile lookUp(ModelSource.Hub source) throws IOException, InterruptedException {
		return this.hub.lookUp(source);
	}

	/** Brings what the file lacks. */
	void fetch(ModelSource.Hub source, PartialFile file, TransferProgress progress)
			throws IOException, InterruptedException {
		Attempts attempts = new Attempts(this.pause);
		boolean ended = false;
		while (!ended) {
			try {
				fetchOnce(source, file, progress);
				ended = true;
			}
			catch (TryAgainException ex) {
				attempts.failed(ex, file.sizeBytes());
			}
		}
	}

	private void fetchOnce(ModelSource.Hub source, PartialFile file, TransferProgress progress)
			throws IOException, InterruptedException {
		String validator = file.validator(source.reference());
		Map<String, String> range = (validator == null) ? Map.of()
				: Map.of("Range", "bytes=%d-".formatted(file.sizeBytes()), "If-Range", validator);
		HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = this.hub.get(this.hub.address(source), range);
		try (ResponseBody body = new ResponseBody(response.body())) {
			if (validator == null || !isRest(response, file)) {
				beginAnew(response, source, file);
			}
			for (ByteBuffer bytes = next(body, file); bytes != null; bytes = next(body, file)) {
				file.write(bytes);
				progress.transferred(file.sizeBytes(), file.model().sizeBytes(), source.description());
			}
		}
	}

	/** Whether what follows is what the file lacks, and not the whole. */
	private static boolean isRest(HttpResponse<?> response, PartialFile file) throws IOException {
		if (response.statusCode() == RANGE_NOT_SATISFIABLE) {
			file.startOver();
			throw new TryAgainException("'%s' is shorter than before".formatted(response.uri()), null);
		}
		if (response.statusCode() != PARTIAL_CONTENT) {
			return false;
		}
		String range = response.headers().firstValue("Content-Range").orElse("");
		if (!range.startsWith("bytes %d-".formatted(file.sizeBytes()))) {
			file.startOver();
			throw new TryAgainException(
					"'%s' sent another part than the one asked for: '%s'".formatted(response.uri(), range), null);
		}
		return true;
	}

	private static void beginAnew(HttpResponse<?> response, ModelSource.Hub source, PartialFile file)
			throws IOException {
		checkStatus(response);
		checkLength(response, file.model());
		file.startOver();
		Optional<String> tag = response.headers().firstValue("ETag");
		if (tag.isPresent() && tag.get().startsWith("\"")) {
			file.comesFrom(new TransferJournal(source.reference(), tag.get()));
		}
	}

	private static void checkStatus(HttpResponse<?> response) throws IOException {
		int status = response.statusCode();
		String what = "'%s' answered with HTTP %d".formatted(response.uri(), status);
		if (PASSING.contains(status)) {
			String retryAfter = response.headers().firstValue("Retry-After").orElse("");
			throw new TryAgainException(what, RetryAfter.parse(retryAfter, Clock.systemUTC()), null);
		}
		if (status != OK) {
			throw new IOException(what);
		}
	}

	private static void checkLength(HttpResponse<?> response, CatalogVariant model) {
		long announced = response.headers().firstValueAsLong("Content-Length").orElse(0);
		if (announced > model.sizeBytes()) {
			throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
					"'%s' has %,d bytes, expected %,d".formatted(response.uri(), announced, model.sizeBytes()));
		}
	}

	private @Nullable ByteBuffer next(ResponseBody body, PartialFile file) throws IOException, InterruptedException {
		try {
			return body.next(this.hub.stallTimeout());
		}
		catch (TimeoutException ex) {
			throw new TryAgainException("no byte within %d ms, after %,d of %,d bytes"
				.formatted(this.hub.stallTimeout().toMillis(), file.sizeBytes(), file.model().sizeBytes()), ex);
		}
		catch (IOException ex) {
			throw new TryAgainException("connection lost after %,d of %,d bytes: %s".formatted(file.sizeBytes(),
					file.model().sizeBytes(), ex.getMessage()), ex);
		}
	}

}
