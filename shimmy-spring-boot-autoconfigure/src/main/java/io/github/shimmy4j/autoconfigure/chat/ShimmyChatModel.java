package io.github.shimmy4j.autoconfigure.chat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.autoconfigure.chat.transport.Exchange;
import io.github.shimmy4j.autoconfigure.chat.transport.Exchanges;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
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
		ServerEndpoint endpoint = awaitEndpoint();
		Prompt checked = this.prompts.check(prompt, endpoint);
		try (Exchange exchange = this.exchanges.open(endpoint)) {
			ChatResponse answer = AnswerCheck.requireWhole(this.openAi.call(announced(checked, exchange)));
			this.endpoints.succeeded();
			return answer;
		}
		catch (RuntimeException ex) {
			throw reported(ex);
		}
	}

	private ServerEndpoint awaitEndpoint() {
		try {
			return this.endpoints.ready().get(this.readyWait.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw FailureTranslation.notReady(ex);
		}
		catch (ExecutionException ex) {
			throw FailureTranslation.translate(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the server was interrupted", ex);
		}
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Mono.fromFuture(this.endpoints::ready)
			.timeout(this.readyWait)
			.onErrorMap(TimeoutException.class, FailureTranslation::notReady)
			// Counting the tokens of a long prompt blocks.
			.publishOn(Schedulers.boundedElastic())
			.flatMapMany((endpoint) -> stream(this.prompts.check(prompt, endpoint), endpoint))
			.onErrorMap(FailureTranslation::translate);
	}

	private Flux<ChatResponse> stream(Prompt checked, ServerEndpoint endpoint) {
		Flux<ChatResponse> chunks = Flux.using(() -> this.exchanges.open(endpoint),
				(exchange) -> this.openAi.stream(announced(checked, exchange)), Exchange::close);
		return AnswerCheck.requireWhole(chunks).doOnComplete(this.endpoints::succeeded).onErrorMap(this::reported);
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

	private ShimmyException reported(Throwable thrown) {
		ShimmyException failure = FailureTranslation.translate(thrown);
		if (!FailureTranslation.isServerFault(failure.code())) {
			return failure;
		}
		List<String> output = this.endpoints.outputTail();
		String message = failure.getMessage()
				+ ServerComplaint.lastOf(output).map("; its log says: "::concat).orElse("");
		ShimmyException explained = new ShimmyException(failure.code(), message, failure.getCause(),
				failure.exitStatus(), output);
		this.endpoints.failed(explained);
		return explained;
	}

	/** ChatClient builds the options of its prompts from these. */
	@Override
	public ChatOptions getOptions() {
		return this.prompts.defaults();
	}

}
