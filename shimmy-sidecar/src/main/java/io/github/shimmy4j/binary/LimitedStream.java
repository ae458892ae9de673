package io.github.shimmy4j.binary;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails when more comes out of it than there may be. */
final class LimitedStream extends FilterInputStream {

	private final long limit;

	private long count;

	LimitedStream(InputStream stream, long limit) {
		super(stream);
		this.limit = limit;
	}

	@Override
	public int read() throws IOException {
		int value = super.read();
		count((value >= 0) ? 1 : 0);
		return value;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		int read = super.read(buffer, offset, length);
		count(Math.max(0, read));
		return read;
	}

	/** Skipped bytes are unpacked as well. */
	@Override
	public long skip(long bytes) throws IOException {
		long skipped = super.skip(bytes);
		count(skipped);
		return skipped;
	}

	private void count(long bytes) {
		this.count += bytes;
		if (this.count > this.limit) {
			throw ArchiveCheck.refused("more than %,d bytes".formatted(this.limit));
		}
	}

}
