package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to bring what a file lacks, by HTTP: the rest if the server says that it is
 * still the same file, else the whole.
 *
 * @param source what is fetched
 * @param request asks for it
 * @param stall what ends it
 */
record HttpDownload(SourceReference source, Request request, StallLimit stall) {

	private static final int PARTIAL_CONTENT = 206;

	private static final int RANGE_NOT_SATISFIABLE = 416;

	void fetch(PartialFile file, ProgressListener progress) throws IOException, InterruptedException {
		String validator = file.validator(this.source.reference());
		Map<String, String> range = (validator == null) ? Map.of()
				: Map.of("Range", "bytes=%d-".formatted(file.sizeBytes()), "If-Range", validator);
		try (WebExchange answer = this.request.send(range)) {
			if (validator == null || !isRest(answer, file, validator)) {
				beginAnew(answer, file);
			}
			SteadyBody body = new SteadyBody(answer, this.stall);
			for (ByteBuffer bytes = next(body, file); bytes != null; bytes = next(body, file)) {
				file.write(bytes);
				progress.progressed(file.progress(this.source));
			}
		}
	}

	/** Whether what follows is what the file lacks, and not the whole. */
	private static boolean isRest(WebExchange answer, PartialFile file, String validator) throws IOException {
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
		// Some servers know Range and not If-Range.
		String tag = answer.header("ETag");
		if (!tag.isEmpty() && !tag.equals(validator)) {
			file.startOver();
			throw new TryAgainException("'%s' sent a part of another file than before: %s, not %s"
				.formatted(answer.shown(), tag, validator), null);
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

	private static @Nullable ByteBuffer next(SteadyBody body, PartialFile file)
			throws IOException, InterruptedException {
		try {
			return body.next();
		}
		catch (TimeoutException ex) {
			throw new TryAgainException("%s, after %,d of %,d bytes".formatted(ex.getMessage(), file.sizeBytes(),
					file.wanted().sizeBytes()), ex);
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
