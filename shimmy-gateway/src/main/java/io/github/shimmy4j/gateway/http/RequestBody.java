package io.github.shimmy4j.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.text.PrintableText;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Reads the body of a request within its limits.
 *
 * @param maxBytes largest body, before and after it is decompressed
 * @param maxTime longest time until it has arrived
 */
public record RequestBody(int maxBytes, Duration maxTime) {

	private static final int PIECE = 16 * 1024;

	/** A larger body takes more than about 10 ms to read and to translate. */
	private static final int LARGE = 1024 * 1024;

	private static final int MAX_SHOWN = 100;

	/** The limits of the properties. */
	public static RequestBody within(GatewayProperties.Limits limits) {
		return new RequestBody((int) Math.min(limits.body().toBytes(), Integer.MAX_VALUE), limits.slowBody());
	}

	/**
	 * Reads the whole body, and decompresses it.
	 * @param request the request
	 * @return the bytes; empty for a request without a body. Fails with status 400, 408,
	 * 413 or 415
	 */
	public Mono<byte[]> read(ServerHttpRequest request) {
		return Mono.defer(() -> {
			BodyEncoding encoding = BodyEncoding.of(request.getHeaders().getOrEmpty(HttpHeaders.CONTENT_ENCODING));
			return receive(request).flatMap((body) -> {
				if (encoding == null) {
					return (body.length < LARGE) ? Mono.just(body) : elsewhere(body);
				}
				return elsewhere(body).map((compressed) -> decompressed(compressed, encoding, request));
			})
				.doOnNext((body) -> BodyMemory.take(JsonWeight.of(body), request))
				.doOnError((ex) -> BodyMemory.giveBack(request));
		});
	}

	/**
	 * Counts what a body refers to as a part of it.
	 * @param json what is read beside the body
	 * @param request the request
	 * @throws ShimmyException REQUEST_REJECTED or OVERLOADED if there is no memory for it
	 */
	public static void takeMore(byte[] json, ServerHttpRequest request) {
		BodyMemory.take(json.length + JsonWeight.of(json), request);
	}

	/**
	 * Counts a copy of a part of the body, which is kept until the request has ended.
	 * @param json the copy
	 * @param request the request
	 * @throws ShimmyException REQUEST_REJECTED or OVERLOADED if there is no memory for it
	 */
	public static void takeCopy(byte[] json, ServerHttpRequest request) {
		BodyMemory.take(json.length, request);
	}

	/** Continues on a worker thread: parsing a large body would block the event loop. */
	private static Mono<byte[]> elsewhere(byte[] body) {
		return Mono.just(body).publishOn(Schedulers.boundedElastic());
	}

	private Mono<byte[]> receive(ServerHttpRequest request) {
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

	/** A few bytes can stand for gigabytes, so nothing is kept beyond the limit. */
	private byte[] decompressed(byte[] body, BodyEncoding encoding, ServerHttpRequest request) {
		if (body.length == 0) {
			return body;
		}
		try {
			long window = encoding.window(body);
			if (window > Math.max(this.maxBytes, BodyEncoding.MOST_WINDOW)) {
				throw tooLarge();
			}
			BodyMemory.take(window, request);
			try (InputStream stream = encoding.open(body)) {
				return readAll(stream, request);
			}
		}
		catch (ShimmyException ex) {
			throw ex;
		}
		// The decoder of zstd fails with exceptions of several kinds.
		catch (IOException | RuntimeException ex) {
			throw RequestException.http(400, "damaged_body",
					"The body is not whole or not valid %s (its Content-Encoding): %s".formatted(encoding.word(),
							PrintableText.of(String.valueOf(ex.getMessage()), MAX_SHOWN)));
		}
	}

	private byte[] readAll(InputStream stream, ServerHttpRequest request) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		byte[] piece = new byte[PIECE];
		for (int read = stream.read(piece); read >= 0; read = stream.read(piece)) {
			if (all.size() + read > this.maxBytes) {
				throw tooLarge();
			}
			BodyMemory.take(read, request);
			all.write(piece, 0, read);
		}
		return all.toByteArray();
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
