package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;

import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * A JSON body that OkHttp does not send again after a broken connection: the request may
 * have crashed the server.
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
