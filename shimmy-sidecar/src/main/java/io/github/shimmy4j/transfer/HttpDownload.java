package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to bring what a file lacks, by HTTP: the rest if the server says that it is
 * still the same file, else the whole.
 *
 * @param source what is fetched
 * @param request asks for it
 * @param stallTimeout longest silence
 */
record HttpDownload(SourceReference source, Request request, Duration stallTimeout) {

	private static final int PARTIAL_CONTENT = 206;

	private static final int RANGE_NOT_SATISFIABLE = 416;

	void fetch(PartialFile file, TransferProgress progress) throws IOException, InterruptedException {
		String validator = file.validator(this.source.reference());
		Map<String, String> range = (validator == null) ? Map.of()
				: Map.of("Range", "bytes=%d-".formatted(file.sizeBytes()), "If-Range", validator);
		try (WebExchange answer = this.request.send(range)) {
			if (validator == null || !isRest(answer, file)) {
				beginAnew(answer, file);
			}
			for (ByteBuffer bytes = next(answer, file); bytes != null; bytes = next(answer, file)) {
				file.write(bytes);
				progress.transferred(file.sizeBytes(), file.wanted().sizeBytes(), this.source.description());
			}
		}
	}

	/** Whether what follows is what the file lacks, and not the whole. */
	private static boolean isRest(WebExchange answer, PartialFile file) throws IOException {
		if (answer.status() == RANGE_NOT_SATISFIABLE) {
			file.startOver();
			throw new TryAgainException("'%s' is shorter than before".formatted(answer.shown()), null);
		}
		if (answer.status() != PARTIAL_CONTENT) {
			return false;
		}
		String range = answer.header("Content-Range");
		if (!range.startsWith("bytes %d-".formatted(file.sizeBytes()))) {
			file.startOver();
			throw new TryAgainException(
					"'%s' sent another part than the one asked for: '%s'".formatted(answer.shown(), range), null);
		}
		return true;
	}

	private void beginAnew(WebExchange answer, PartialFile file) throws IOException {
		HttpRefusal.requireOk(answer);
		checkLength(answer, file.wanted());
		file.startOver();
		String tag = answer.header("ETag");
		if (tag.startsWith("\"")) {
			file.comesFrom(new TransferJournal(this.source.reference(), tag));
		}
	}

	private static void checkLength(WebExchange answer, WantedFile wanted) {
		long announced = answer.length().orElse(0);
		if (announced > wanted.sizeBytes()) {
			throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
					"'%s' has %,d bytes, expected %,d".formatted(answer.shown(), announced, wanted.sizeBytes()));
		}
	}

	private @Nullable ByteBuffer next(WebExchange answer, PartialFile file) throws IOException, InterruptedException {
		try {
			return answer.next(this.stallTimeout);
		}
		catch (TimeoutException ex) {
			throw new TryAgainException("no byte within %d ms, after %,d of %,d bytes"
				.formatted(this.stallTimeout.toMillis(), file.sizeBytes(), file.wanted().sizeBytes()), ex);
		}
		catch (IOException ex) {
			throw new TryAgainException("connection lost after %,d of %,d bytes: %s".formatted(file.sizeBytes(),
					file.wanted().sizeBytes(), ex.getMessage()), ex);
		}
	}

	/** Asks for a file, or a part of it. */
	@FunctionalInterface
	interface Request {

		WebExchange send(Map<String, String> headers) throws IOException, InterruptedException;

	}

}
