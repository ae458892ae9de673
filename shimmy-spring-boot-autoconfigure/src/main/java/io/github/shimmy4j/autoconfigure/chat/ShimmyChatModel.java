package io.github.shimmy4j.autoconfigure.chat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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

	private final Turnstile turnstile;

	private final Exchanges exchanges;

	private final PromptCheck prompts;

	ShimmyChatModel(ChatModel openAi, Turnstile turnstile, Exchanges exchanges, PromptCheck prompts) {
		this.openAi = openAi;
		this.turnstile = turnstile;
		this.exchanges = exchanges;
		this.prompts = prompts;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		long deadline = this.turnstile.deadline();
		try {
			return call(prompt, deadline);
		}
		catch (LostUnsentException ex) {
			return call(prompt, deadline);
		}
	}

	private ChatResponse call(Prompt prompt, long deadline) {
		try (Exchange exchange = open(deadline)) {
			try {
				Prompt checked = this.prompts.check(prompt, exchange.use().get().endpoint());
				ChatResponse answer = AnswerCheck.requireWhole(this.openAi.call(announced(checked, exchange)));
				exchange.succeeded();
				return answer;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the server was interrupted", ex);
			}
			catch (ExecutionException | RuntimeException ex) {
				throw reported(ex, exchange);
			}
		}
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.defer(() -> {
			long deadline = this.turnstile.deadline();
			return stream(prompt, deadline).onErrorResume(LostUnsentException.class, (ex) -> stream(prompt, deadline));
		});
	}

	private Flux<ChatResponse> stream(Prompt prompt, long deadline) {
		return Flux.using(() -> open(deadline), (exchange) -> stream(prompt, exchange), Exchange::close);
	}

	/**
	 * Whatever happens to a signal on its way here, it is the exchange that gives up the
	 * use, or the wait for it: a use that was dropped would never end.
	 */
	private Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
		Flux<ChatResponse> chunks = Mono.fromFuture(exchange.use(), true)
			// Counting the tokens of a long prompt blocks.
			.publishOn(Schedulers.boundedElastic())
			.map((use) -> announced(this.prompts.check(prompt, use.endpoint()), exchange))
			.flatMapMany(this.openAi::stream);
		return AnswerCheck.requireWhole(chunks)
			.doOnComplete(exchange::succeeded)
			.onErrorMap((thrown) -> reported(thrown, exchange));
	}

	private Exchange open(long deadline) {
		return this.exchanges.open(this.turnstile.ask(deadline), this.turnstile.endpoints().lossNotice());
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

	private ShimmyException reported(Throwable thrown, Exchange exchange) {
		ShimmyException failure = translated(thrown, exchange);
		if (!FailureTranslation.isServerFault(failure)) {
			return failure;
		}
		ShimmyException explained = (failure.exitStatus() != null) ? failure : explained(failure);
		exchange.failed(explained);
		return exchange.isUnsent() ? new LostUnsentException(explained) : explained;
	}

	private ShimmyException translated(Throwable thrown, Exchange exchange) {
		if (thrown instanceof TimeoutException timeout) {
			return this.turnstile.notReady(timeout);
		}
		if (thrown.getCause() instanceof TimeoutException timeout) {
			return this.turnstile.notReady(timeout);
		}
		IOException broken = exchange.failure();
		return FailureTranslation.translate((broken != null) ? broken : thrown, request(exchange));
	}

	/** A failure may come before it is known which server is asked. */
	private static String request(Exchange exchange) {
		CompletableFuture<ServerUse> use = exchange.use();
		boolean granted = use.isDone() && !use.isCompletedExceptionally();
		return granted ? BaseUrl.chatRequest(use.join().endpoint()) : "The request";
	}

	private ShimmyException explained(ShimmyException failure) {
		List<String> output = this.turnstile.endpoints().outputTail();
		String message = failure.getMessage()
				+ ServerComplaint.lastOf(output).map("; its log says: "::concat).orElse("");
		return new ShimmyException(failure.code(), message, failure.getCause(), failure.exitStatus(), output);
	}

	/** ChatClient builds the options of its prompts from these. */
	@Override
	public ChatOptions getOptions() {
		return this.prompts.defaults();
	}

}
