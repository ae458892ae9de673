package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;

/** Files of the application's own {@link ModelSource}s. */
final class CustomSource {

	private static final Set<String> BUILT_IN = Set.of("file", "hf", "http", "https", "pypi");

	private static final int BUFFER_BYTES = 1 << 18;

	private final Map<String, ModelSource> byScheme;

	private CustomSource(Map<String, ModelSource> byScheme) {
		this.byScheme = byScheme;
	}

	/** Throws INVALID_CONFIGURATION if a scheme is malformed or taken. */
	static CustomSource of(List<ModelSource> sources) {
		Map<String, ModelSource> byScheme = new LinkedHashMap<>();
		for (ModelSource source : sources) {
			String scheme = source.scheme();
			if (BUILT_IN.contains(scheme) || !scheme.matches("[a-z][a-z0-9+.-]+")
					|| byScheme.putIfAbsent(scheme, source) != null) {
				throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
						"ModelSource %s has the scheme '%s', which is malformed or already taken"
							.formatted(source.getClass().getName(), scheme));
			}
		}
		return new CustomSource(byScheme);
	}

	RemoteFile lookUp(SourceReference.Custom reference) throws IOException, InterruptedException {
		return find(reference).lookUp(reference.address());
	}

	/** One attempt to download the missing rest of a file. */
	void fetch(SourceReference.Custom reference, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		ModelSource source = find(reference);
		// The digest identifies the content as well as a server's entity tag does.
		String validator = file.wanted().sha256();
		if (!validator.equals(file.validator(reference.reference()))) {
			file.startOver();
			file.comesFrom(reference.reference(), validator);
		}
		try (InputStream content = open(source, reference, file)) {
			byte[] buffer = new byte[BUFFER_BYTES];
			for (int read = read(content, buffer, file); read >= 0; read = read(content, buffer, file)) {
				file.write(ByteBuffer.wrap(buffer, 0, read));
				progress.progressed(file.progress(reference));
			}
		}
	}

	private static InputStream open(ModelSource source, SourceReference.Custom reference, PartialFile file)
			throws IOException, InterruptedException {
		try {
			return source.open(reference.address(), file.sizeBytes());
		}
		catch (IOException ex) {
			throw new RetryableException.NoAnswer(TransferReason.of(ex), ex);
		}
	}

	private static int read(InputStream content, byte[] buffer, PartialFile file) throws IOException {
		try {
			return content.read(buffer);
		}
		catch (IOException ex) {
			throw new RetryableException("read failed after %,d of %,d bytes: %s".formatted(file.sizeBytes(),
					file.wanted().sizeBytes(), ex.getMessage()), ex);
		}
	}

	private ModelSource find(SourceReference.Custom reference) {
		ModelSource source = this.byScheme.get(reference.scheme());
		if (source == null) {
			Set<String> known = new TreeSet<>(BUILT_IN);
			known.addAll(this.byScheme.keySet());
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"'%s' has the unknown scheme '%s'; known schemes are %s".formatted(reference.shown(),
							reference.scheme(), String.join(", ", known)));
		}
		return source;
	}

}
