package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A body that OkHttp does not send again by itself when a connection breaks: the request
 * may be the reason for which the server died.
 */
final class OneShotBody extends RequestBody {

	private final byte[] content;

	private final @Nullable MediaType type;

	OneShotBody(String content, @Nullable MediaType type) {
		this.content = content.getBytes(StandardCharsets.UTF_8);
		this.type = type;
	}

	@Override
	public @Nullable MediaType contentType() {
		return this.type;
	}

	@Override
	public long contentLength() {
		return this.content.length;
	}

	@Override
	public boolean isOneShot() {
		return true;
	}

	@Override
	public void writeTo(BufferedSink sink) throws IOException {
		sink.write(this.content);
	}

}
