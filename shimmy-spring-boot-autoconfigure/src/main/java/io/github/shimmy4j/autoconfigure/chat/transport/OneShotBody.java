package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;

import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * JSON that OkHttp does not send again by itself when a connection breaks: the request
 * may be the reason for which the server died.
 */
final class OneShotBody extends RequestBody {

	private static final MediaType JSON = MediaType.get("application/json");

	private final byte[] json;

	OneShotBody(byte[] json) {
		this.json = json;
	}

	@Override
	public MediaType contentType() {
		return JSON;
	}

	@Override
	public long contentLength() {
		return this.json.length;
	}

	@Override
	public boolean isOneShot() {
		return true;
	}

	@Override
	public void writeTo(BufferedSink sink) throws IOException {
		sink.write(this.json);
	}

}
