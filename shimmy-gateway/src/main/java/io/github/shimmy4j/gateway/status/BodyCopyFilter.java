package io.github.shimmy4j.gateway.status;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Copies the bodies of requests and answers for the inspector. Exists only where
 * {@code shimmy.gateway.inspect.bodies} asks for it.
 */
public final class BodyCopyFilter implements WebFilter, Ordered {

	private static final String ATTRIBUTE = Bodies.class.getName();

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE + 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		Bodies bodies = new Bodies(new BodyCopy(), new BodyCopy());
		exchange.getAttributes().put(ATTRIBUTE, bodies);
		return chain.filter(exchange.mutate()
			.request(new CopiedRequest(exchange.getRequest(), bodies.request()))
			.response(new CopiedResponse(exchange.getResponse(), bodies.response()))
			.build());
	}

	/** The copies of an exchange; null if there are none. */
	static @Nullable Bodies of(ServerWebExchange exchange) {
		return exchange.getAttribute(ATTRIBUTE);
	}

	/** Copies of both bodies of an exchange. */
	record Bodies(BodyCopy request, BodyCopy response) {
	}

	private static final class CopiedRequest extends ServerHttpRequestDecorator {

		private final BodyCopy copy;

		CopiedRequest(ServerHttpRequest request, BodyCopy copy) {
			super(request);
			this.copy = copy;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return super.getBody().doOnNext(this.copy::add);
		}

	}

	private static final class CopiedResponse extends ServerHttpResponseDecorator {

		private final BodyCopy copy;

		CopiedResponse(ServerHttpResponse response, BodyCopy copy) {
			super(response);
			this.copy = copy;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			// A body that is one buffer is written with its length.
			return super.writeWith((body instanceof Mono) ? Mono.<DataBuffer>from(body).doOnNext(this.copy::add)
					: Flux.from(body).doOnNext(this.copy::add));
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return super.writeAndFlushWith(
					Flux.from(body).map((part) -> Flux.<DataBuffer>from(part).doOnNext(this.copy::add)));
		}

	}

}
