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

/** Files that the application's own sources bring. */
final class CustomSource {

	private static final Set<String> TAKEN = Set.of("file", "hf", "http", "https", "pypi");

	private static final int BUFFER_BYTES = 1 << 18;

	private final Map<String, ModelSource> byScheme;

	private CustomSource(Map<String, ModelSource> byScheme) {
		this.byScheme = byScheme;
	}

	static CustomSource of(List<ModelSource> sources) {
		Map<String, ModelSource> byScheme = new LinkedHashMap<>();
		for (ModelSource source : sources) {
			String scheme = source.scheme();
			if (TAKEN.contains(scheme) || !scheme.matches("[a-z][a-z0-9+.-]+")
					|| byScheme.putIfAbsent(scheme, source) != null) {
				throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
						"The ModelSource %s has the scheme '%s', which is malformed or belongs to another"
							.formatted(source.getClass().getName(), scheme));
			}
		}
		return new CustomSource(byScheme);
	}

	RemoteFile lookUp(SourceReference.Custom source) throws IOException, InterruptedException {
		return find(source).lookUp(source.address());
	}

	/** One attempt to bring what a file lacks. */
	void fetch(SourceReference.Custom source, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		ModelSource own = find(source);
		// Its digest is as good a mark as a server's entity tag.
		String mark = file.wanted().sha256();
		if (!mark.equals(file.validator(source.reference()))) {
			file.startOver();
			file.comesFrom(source.reference(), mark);
		}
		try (InputStream content = open(own, source, file)) {
			byte[] buffer = new byte[BUFFER_BYTES];
			for (int read = read(content, buffer, file); read >= 0; read = read(content, buffer, file)) {
				file.write(ByteBuffer.wrap(buffer, 0, read));
				progress.progressed(file.progress(source));
			}
		}
	}

	private static InputStream open(ModelSource own, SourceReference.Custom source, PartialFile file)
			throws IOException, InterruptedException {
		try {
			return own.open(source.address(), file.sizeBytes());
		}
		catch (IOException ex) {
			throw new TryAgainException.NoAnswer(TransferReason.of(ex), ex);
		}
	}

	private static int read(InputStream content, byte[] buffer, PartialFile file) throws IOException {
		try {
			return content.read(buffer);
		}
		catch (IOException ex) {
			throw new TryAgainException("broke off after %,d of %,d bytes: %s".formatted(file.sizeBytes(),
					file.wanted().sizeBytes(), ex.getMessage()), ex);
		}
	}

	private ModelSource find(SourceReference.Custom source) {
		ModelSource own = this.byScheme.get(source.scheme());
		if (own == null) {
			throw unknownScheme(source);
		}
		return own;
	}

	boolean knows(SourceReference.Custom source) {
		return this.byScheme.containsKey(source.scheme());
	}

	ShimmyException unknownScheme(SourceReference.Custom source) {
		Set<String> known = new TreeSet<>(TAKEN);
		known.addAll(this.byScheme.keySet());
		return new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"'%s' has the scheme '%s', which nothing here knows; known are %s".formatted(source.shown(),
						source.scheme(), String.join(", ", known)));
	}

}
