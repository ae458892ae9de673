package io.github.shimmy4j.gateway.http;

import java.util.concurrent.atomic.AtomicLong;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.RequestException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Bounds the memory of all bodies that are in use, so that large requests are refused
 * before the heap is full: a request that runs out of memory would never be answered.
 */
public final class BodyMemory implements WebFilter, Ordered {

	/**
	 * A body is needed as bytes, as texts, and once more as it is sent to the server. Its
	 * values are weighed by {@link JsonWeight}.
	 */
	private static final long HEAP_PER_BYTE = 10;

	private static final String SHARE = BodyMemory.class.getName();

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	/**
	 * Bounds the bodies.
	 * @param heap bytes of the heap
	 */
	public BodyMemory(long heap) {
		this.limit = heap / HEAP_PER_BYTE;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE + 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return Mono.defer(() -> {
			Share share = new Share();
			exchange.getRequest().getAttributes().put(SHARE, share);
			return chain.filter(exchange).doFinally((signal) -> share.giveBack());
		});
	}

	/**
	 * The body of a request, which fails with status 413 or 503 where there is no memory
	 * for the rest of it.
	 */
	static Flux<DataBuffer> body(ServerHttpRequest request) {
		Share share = (Share) request.getAttributes().get(SHARE);
		if (share == null) {
			return request.getBody();
		}
		return request.getBody().handle((buffer, sink) -> {
			ShimmyException refusal = share.take(buffer.readableByteCount());
			if (refusal == null) {
				sink.next(buffer);
				return;
			}
			DataBufferUtils.release(buffer);
			sink.error(refusal);
		});
	}

	/**
	 * Takes memory for more of a body than its request has brought.
	 * @throws ShimmyException as {@link #body} fails
	 */
	static void take(long bytes, ServerHttpRequest request) {
		Share share = (Share) request.getAttributes().get(SHARE);
		ShimmyException refusal = (share != null) ? share.take(bytes) : null;
		if (refusal != null) {
			throw refusal;
		}
	}

	/**
	 * Gives back the memory of a body that is refused, before the refusal is written: its
	 * client may send the next body as soon as it has read it.
	 */
	static void giveBack(ServerHttpRequest request) {
		Share share = (Share) request.getAttributes().get(SHARE);
		if (share != null) {
			share.giveBack();
		}
	}

	/** The part of one request. */
	private final class Share {

		private long bytes;

		private boolean ended;

		/** Null if there was room. */
		synchronized @Nullable ShimmyException take(long more) {
			if (this.bytes + more > BodyMemory.this.limit) {
				giveBack();
				return RequestException.http(413, "request_too_large",
						"The body needs more than the %,d bytes for which the gateway has memory; start it with a larger heap (-Xmx)"
							.formatted(BodyMemory.this.limit));
			}
			long all = BodyMemory.this.used.addAndGet(more);
			this.bytes += more;
			if (this.ended || all > BodyMemory.this.limit) {
				giveBack();
				return new ShimmyException(ShimmyErrorCode.OVERLOADED,
						"Other large requests fill the memory of the gateway; try again");
			}
			return null;
		}

		synchronized void giveBack() {
			this.ended = true;
			BodyMemory.this.used.addAndGet(-this.bytes);
			this.bytes = 0;
		}

	}

}
