package io.github.shimmy4j.gateway.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.call.RequestException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * Reads the body of a request within its limits.
 *
 * @param maxBytes largest body
 * @param maxTime longest time until it has arrived
 */
public record RequestBody(int maxBytes, Duration maxTime) {

	/** The limits of the properties. */
	public static RequestBody within(GatewayProperties.Limits limits) {
		return new RequestBody((int) Math.min(limits.body().toBytes(), Integer.MAX_VALUE), limits.slowBody());
	}

	/**
	 * Reads the whole body.
	 * @param request the request
	 * @return the bytes; empty for a request without a body. Fails with status 413, 408
	 * or 415
	 */
	public Mono<byte[]> read(ServerHttpRequest request) {
		List<String> encodings = request.getHeaders().getOrEmpty(HttpHeaders.CONTENT_ENCODING);
		if (encodings.stream().anyMatch((encoding) -> !encoding.equalsIgnoreCase("identity"))) {
			return Mono.error(RequestException.http(415, "unsupported_encoding",
					"The body has the Content-Encoding '%s'; send it without one".formatted(encodings.get(0))));
		}
		if (request.getHeaders().getContentLength() > this.maxBytes) {
			return Mono.error(tooLarge());
		}
		return DataBufferUtils.join(BodyMemory.body(request), this.maxBytes)
			.map(RequestBody::bytes)
			.defaultIfEmpty(new byte[0])
			.timeout(this.maxTime)
			.onErrorMap(DataBufferLimitException.class, (ex) -> tooLarge())
			.onErrorMap(TimeoutException.class, (ex) -> RequestException.http(408, "request_timeout",
					"The body did not arrive within %s (shimmy.gateway.limits.slow-body)".formatted(this.maxTime)));
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private RequestException tooLarge() {
		return RequestException.http(413, "request_too_large",
				"The body is larger than %,d bytes (shimmy.gateway.limits.body)".formatted(this.maxBytes));
	}

}
