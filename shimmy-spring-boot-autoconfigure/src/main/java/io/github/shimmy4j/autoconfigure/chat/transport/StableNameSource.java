package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import okio.Buffer;
import okio.BufferedSource;
import okio.Source;
import okio.Timeout;

/**
 * Puts the stable name of a model where the server wrote its own id. The id holds a
 * nonce, so plain text is enough. Lines pass as they arrive; their length is limited.
 */
final class StableNameSource implements Source {

	/** The largest answer of any context we serve is smaller. */
	static final long MAX_LINE_BYTES = 4 * 1024 * 1024;

	private final BufferedSource server;

	private final String wireModel;

	private final String model;

	StableNameSource(BufferedSource server, String wireModel, String model) {
		this.server = server;
		this.wireModel = wireModel;
		this.model = model;
	}

	@Override
	public long read(Buffer sink, long byteCount) throws IOException {
		long newline = this.server.indexOf((byte) '\n', 0, MAX_LINE_BYTES);
		if (newline < 0 && this.server.request(MAX_LINE_BYTES)) {
			throw new TransportException(ShimmyErrorCode.INVALID_RESPONSE,
					"The server sent a line of more than %d bytes".formatted(MAX_LINE_BYTES));
		}
		String line = (newline >= 0) ? this.server.readUtf8(newline + 1) : this.server.readUtf8();
		if (line.isEmpty()) {
			return -1;
		}
		long before = sink.size();
		sink.writeUtf8(line.replace(this.wireModel, this.model));
		return sink.size() - before;
	}

	@Override
	public Timeout timeout() {
		return this.server.timeout();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
