package io.github.shimmy4j.engine.http;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.engine.model.LanguageModel;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /v1/chat/completions/input_tokens}: counts the tokens of a chat's prompt
 * with the model's template, and generates nothing. Counts wait for each other and not
 * for a slot.
 */
final class CountRoute implements Route {

	private static final long IDLE_SECONDS = 10;

	private final ServedModel model;

	private final Scheduler counting;

	CountRoute(ServedModel model) {
		this.model = model;
		this.counting = Schedulers.fromExecutor(counter());
	}

	/** One thread with the stack that tokenizers need, as long as there is work. */
	private static Executor counter() {
		ThreadPoolExecutor counter = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (job) -> {
					Thread thread = new Thread(null, job, "count", LanguageModel.STACK_BYTES);
					thread.setDaemon(true);
					return thread;
				});
		counter.allowCoreThreadTimeOut(true);
		return counter;
	}

	@Override
	public Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
		LanguageModel counted = this.model.model();
		return RequestBody.json(request)
			.map((body) -> ChatCallReader.read(body, counted.contextLength()))
			.publishOn(this.counting)
			.flatMap((call) -> {
				this.model.require(call.model());
				return Mono.fromCallable(() -> call.request().prompt(counted, () -> true));
			})
			.flatMap((prompt) -> Reply
				.json(200,
						JsonMapper.shared()
							.createObjectNode()
							.put("object", "chat.completion.input_tokens")
							.put("input_tokens", prompt.tokens()))
				.send(request, response));
	}

}
