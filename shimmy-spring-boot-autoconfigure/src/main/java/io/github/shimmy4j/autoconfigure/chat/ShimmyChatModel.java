package io.github.shimmy4j.autoconfigure.chat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.autoconfigure.chat.transport.Exchange;
import io.github.shimmy4j.autoconfigure.chat.transport.Exchanges;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerUse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * Spring AI's OpenAI model on a shimmy server. Before a request is sent, the server must
 * be ready and able to do what is asked; an answer counts only if it is whole; every
 * failure is a {@link ShimmyException}.
 */
final class ShimmyChatModel implements ChatModel {

	private final ChatModel openAi;

	private final EndpointSource endpoints;

	private final Exchanges exchanges;

	private final PromptCheck prompts;

	private final Duration readyWait;

	ShimmyChatModel(ChatModel openAi, EndpointSource endpoints, Exchanges exchanges, PromptCheck prompts,
			Duration readyWait) {
		this.openAi = openAi;
		this.endpoints = endpoints;
		this.exchanges = exchanges;
		this.prompts = prompts;
		this.readyWait = readyWait;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		try (ServerUse use = awaitUse()) {
			Prompt checked = this.prompts.check(prompt, use.endpoint());
			try (Exchange exchange = this.exchanges.open(use.endpoint())) {
				ChatResponse answer = AnswerCheck.requireWhole(this.openAi.call(announced(checked, exchange)));
				use.succeeded();
				return answer;
			}
			catch (RuntimeException ex) {
				throw reported(ex, use);
			}
		}
	}

	private ServerUse awaitUse() {
		CompletableFuture<ServerUse> use = this.endpoints.use();
		try {
			return use.get(this.readyWait.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			giveUp(use);
			throw FailureTranslation.notReady(ex);
		}
		catch (ExecutionException ex) {
			throw FailureTranslation.translate(ex);
		}
		catch (InterruptedException ex) {
			giveUp(use);
			Thread.currentThread().interrupt();
			throw new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the server was interrupted", ex);
		}
	}

	/** It may be granted at this very moment. */
	private static void giveUp(CompletableFuture<ServerUse> use) {
		if (!use.cancel(false)) {
			use.thenAccept(ServerUse::close);
		}
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.usingWhen(use(), (use) -> Mono.fromSupplier(() -> this.prompts.check(prompt, use.endpoint()))
			// Counting the tokens of a long prompt blocks.
			.subscribeOn(Schedulers.boundedElastic())
			.flatMapMany((checked) -> stream(checked, use)), (use) -> Mono.fromRunnable(use::close))
			.onErrorMap(FailureTranslation::translate);
	}

	private Mono<ServerUse> use() {
		return Mono.fromFuture(this.endpoints::use)
			.timeout(this.readyWait)
			.onErrorMap(TimeoutException.class, FailureTranslation::notReady);
	}

	private Flux<ChatResponse> stream(Prompt checked, ServerUse use) {
		Flux<ChatResponse> chunks = Flux.using(() -> this.exchanges.open(use.endpoint()),
				(exchange) -> this.openAi.stream(announced(checked, exchange)), Exchange::close);
		return AnswerCheck.requireWhole(chunks)
			.doOnComplete(use::succeeded)
			.onErrorMap((thrown) -> reported(thrown, use));
	}

	private static Prompt announced(Prompt checked, Exchange exchange) {
		if (!(checked.getOptions() instanceof OpenAiChatOptions options)) {
			throw new IllegalStateException("a checked prompt has OpenAI options");
		}
		Map<String, String> headers = new HashMap<>();
		if (options.getCustomHeaders() != null) {
			headers.putAll(options.getCustomHeaders());
		}
		headers.put(Exchanges.HEADER, exchange.id());
		return new Prompt(checked.getInstructions(), options.mutate().customHeaders(headers).build());
	}

	private ShimmyException reported(Throwable thrown, ServerUse use) {
		ShimmyException failure = FailureTranslation.translate(thrown);
		if (!FailureTranslation.isServerFault(failure.code())) {
			return failure;
		}
		List<String> output = this.endpoints.outputTail();
		String message = failure.getMessage()
				+ ServerComplaint.lastOf(output).map("; its log says: "::concat).orElse("");
		ShimmyException explained = new ShimmyException(failure.code(), message, failure.getCause(),
				failure.exitStatus(), output);
		use.failed(explained);
		return explained;
	}

	/** ChatClient builds the options of its prompts from these. */
	@Override
	public ChatOptions getOptions() {
		return this.prompts.defaults();
	}

}
