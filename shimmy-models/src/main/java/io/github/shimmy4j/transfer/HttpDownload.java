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
 * Downloads by HTTP: the missing rest if the server confirms that its file is the same as
 * before, else the whole file.
 */
final class HttpDownload {

	private static final int PARTIAL_CONTENT = 206;

	private static final int RANGE_NOT_SATISFIABLE = 416;

	private HttpDownload() {
	}

	/** One attempt. */
	static void fetch(SourceReference source, Request request, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		String validator = file.validator(source.reference());
		Map<String, String> range = (validator == null) ? Map.of()
				: Map.of("Range", "bytes=%d-".formatted(file.sizeBytes()), "If-Range", validator);
		try (WebExchange answer = request.send(range)) {
			if (validator != null && (answer.status() == PARTIAL_CONTENT || answer.status() == RANGE_NOT_SATISFIABLE)) {
				requireRest(answer, file, validator);
			}
			else {
				startOver(source, answer, file);
			}
			for (ByteBuffer bytes = next(answer, file); bytes != null; bytes = next(answer, file)) {
				file.write(bytes);
				progress.progressed(file.progress(source));
			}
		}
	}

	/** Discards the partial file and throws if the answer is not its missing rest. */
	private static void requireRest(WebExchange answer, PartialFile file, String validator) throws IOException {
		String problem = "";
		String range = answer.header("Content-Range");
		// Some servers honour Range but ignore If-Range.
		String tag = answer.header("ETag");
		if (answer.status() == RANGE_NOT_SATISFIABLE) {
			problem = "'%s' has fewer than %,d bytes now".formatted(answer.shown(), file.sizeBytes());
		}
		else if (!range.startsWith("bytes %d-".formatted(file.sizeBytes()))) {
			problem = "'%s' sent the range '%s', requested was 'bytes %d-'".formatted(answer.shown(), range,
					file.sizeBytes());
		}
		else if (!tag.isEmpty() && !tag.equals(validator)) {
			problem = "'%s' has another file now: entity tag %s, before it was %s".formatted(answer.shown(), tag,
					validator);
		}
		if (!problem.isEmpty()) {
			file.startOver();
			throw new RetryableException(problem, null);
		}
	}

	private static void startOver(SourceReference source, WebExchange answer, PartialFile file) throws IOException {
		HttpRefusal.requireOk(answer);
		long announced = answer.length();
		if (announced > file.wanted().sizeBytes()) {
			throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
					"'%s' has %,d bytes, expected %,d".formatted(answer.shown(), announced, file.wanted().sizeBytes()));
		}
		file.startOver();
		String tag = answer.header("ETag");
		// A weak tag, W/"…", does not prove that the bytes are the same.
		if (tag.startsWith("\"")) {
			file.comesFrom(source.reference(), tag);
		}
	}

	private static @Nullable ByteBuffer next(WebExchange answer, PartialFile file)
			throws IOException, InterruptedException {
		try {
			return answer.next();
		}
		catch (TimeoutException ex) {
			throw new RetryableException("%s, after %,d of %,d bytes".formatted(ex.getMessage(), file.sizeBytes(),
					file.wanted().sizeBytes()), ex);
		}
		catch (IOException ex) {
			throw new RetryableException("connection lost after %,d of %,d bytes: %s".formatted(file.sizeBytes(),
					file.wanted().sizeBytes(), ex.getMessage()), ex);
		}
	}

	/** Requests a file, or the part of it that the headers select. */
	@FunctionalInterface
	interface Request {

		WebExchange send(Map<String, String> headers) throws IOException, InterruptedException;

	}

}
