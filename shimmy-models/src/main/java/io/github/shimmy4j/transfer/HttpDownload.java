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
 */
final class HttpDownload {

	private static final int PARTIAL_CONTENT = 206;

	private static final int RANGE_NOT_SATISFIABLE = 416;

	private final SourceReference source;

	private final Request request;

	/**
	 * Asks for nothing yet.
	 * @param source what is fetched
	 * @param request asks for it
	 */
	HttpDownload(SourceReference source, Request request) {
		this.source = source;
		this.request = request;
	}

	void fetch(PartialFile file, ProgressListener progress) throws IOException, InterruptedException {
		String validator = file.validator(this.source.reference());
		Map<String, String> range = (validator == null) ? Map.of()
				: Map.of("Range", "bytes=%d-".formatted(file.sizeBytes()), "If-Range", validator);
		try (WebExchange answer = this.request.send(range)) {
			if (validator != null && (answer.status() == PARTIAL_CONTENT || answer.status() == RANGE_NOT_SATISFIABLE)) {
				requireRest(answer, file, validator);
			}
			else {
				beginAnew(answer, file);
			}
			SteadyBody body = answer.body();
			for (ByteBuffer bytes = next(body, file); bytes != null; bytes = next(body, file)) {
				file.write(bytes);
				progress.progressed(file.progress(this.source));
			}
		}
	}

	/** Unless the answer is what the file lacks, forgets what there is and throws. */
	private static void requireRest(WebExchange answer, PartialFile file, String validator) throws IOException {
		String problem = "";
		String range = answer.header("Content-Range");
		// Some servers know Range and not If-Range.
		String tag = answer.header("ETag");
		if (answer.status() == RANGE_NOT_SATISFIABLE) {
			problem = "'%s' is shorter than before".formatted(answer.shown());
		}
		else if (!range.startsWith("bytes %d-".formatted(file.sizeBytes()))) {
			problem = "'%s' sent another part than the one asked for: '%s'".formatted(answer.shown(), range);
		}
		else if (!tag.isEmpty() && !tag.equals(validator)) {
			problem = "'%s' sent a part of another file than before: %s, not %s".formatted(answer.shown(), tag,
					validator);
		}
		if (!problem.isEmpty()) {
			file.startOver();
			throw new TryAgainException(problem, null);
		}
	}

	private void beginAnew(WebExchange answer, PartialFile file) throws IOException {
		HttpRefusal.requireOk(answer);
		checkLength(answer, file.wanted());
		file.startOver();
		String tag = answer.header("ETag");
		if (tag.startsWith("\"")) {
			file.comesFrom(this.source.reference(), tag);
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
