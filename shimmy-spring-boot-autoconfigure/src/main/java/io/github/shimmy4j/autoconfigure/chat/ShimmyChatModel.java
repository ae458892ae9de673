package io.github.shimmy4j.autoconfigure.chat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.shimmy4j.autoconfigure.chat.transport.BaseUrl;
import io.github.shimmy4j.autoconfigure.chat.transport.Exchanges;
import io.github.shimmy4j.autoconfigure.chat.transport.FailureTranslation;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyErrorCode.Stage;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.InvalidAnswerException;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Spring AI's OpenAI model on a supervised server. Before a request is sent, the server
 * must be ready and support what the request asks for. An answer that is not whole is a
 * failure. Every failure is a {@link ShimmyException}.
 */
final class ShimmyChatModel implements ChatModel {

	/** Level of an error in the log lines of Rust's {@code tracing}. */
	private static final String ERROR_LEVEL = " ERROR ";

	private final Supplier<? extends ChatModel> openAi;

	private final Admission admission;

	private final Exchanges exchanges;

	private final PromptCheck prompts;

	/**
	 * Makes a chat model.
	 * @param openAi makes Spring AI's model at the first request: loading its classes
	 * takes long
	 * @param admission grants a server to each request
	 * @param exchanges the exchanges of that model's transport
	 * @param prompts checks each prompt
	 */
	ShimmyChatModel(Supplier<? extends ChatModel> openAi, Admission admission, Exchanges exchanges,
			PromptCheck prompts) {
		this.openAi = openAi;
		this.admission = admission;
		this.exchanges = exchanges;
		this.prompts = prompts;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		long deadline = this.admission.deadline();
		try {
			return call(prompt, deadline);
		}
		catch (LostUnsentException ex) {
			return call(prompt, deadline);
		}
	}

	private ChatResponse call(Prompt prompt, long deadline) {
		try (Exchanges.Open opened = this.exchanges.open(this.admission, deadline)) {
			Exchange exchange = opened.exchange();
			try {
				exchange.use().get();
				Prompt checked = this.prompts.check(prompt, exchange.endpoint());
				ChatResponse answer = AnswerCheck.requireWhole(this.openAi.get().call(opened.prompt(checked)));
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
			long deadline = this.admission.deadline();
			return stream(prompt, deadline).onErrorResume(LostUnsentException.class, (ex) -> stream(prompt, deadline));
		});
	}

	private Flux<ChatResponse> stream(Prompt prompt, long deadline) {
		return Flux.using(() -> this.exchanges.open(this.admission, deadline), (opened) -> stream(prompt, opened),
				Exchanges.Open::close);
	}

	/**
	 * Only the exchange ends the use, or cancels the wait for it: Reactor may drop a
	 * signal, and a use that is dropped with it would never end.
	 */
	private Flux<ChatResponse> stream(Prompt prompt, Exchanges.Open opened) {
		Exchange exchange = opened.exchange();
		Flux<ChatResponse> chunks = Mono.fromFuture(exchange.use(), true)
			// Counting the tokens of a long prompt blocks.
			.publishOn(Schedulers.boundedElastic())
			.flatMapMany(
					(use) -> this.openAi.get().stream(opened.prompt(this.prompts.check(prompt, exchange.endpoint()))));
		return AnswerCheck.requireWhole(chunks)
			.doOnComplete(exchange::succeeded)
			.onErrorMap((thrown) -> reported(thrown, exchange));
	}

	private ShimmyException reported(Throwable thrown, Exchange exchange) {
		ShimmyException failure = translated(thrown, exchange);
		if (!isServerFault(failure)) {
			return failure;
		}
		ShimmyException explained = (failure.exitStatus() != null) ? failure : explained(failure);
		exchange.failed(explained);
		return exchange.isUnsent() ? new LostUnsentException(explained) : explained;
	}

	/** Whether the server, and not the request or the caller, is to blame. */
	private static boolean isServerFault(ShimmyException failure) {
		// An overloaded server is healthy.
		return failure.code().stage() == Stage.ANSWER && failure.code() != ShimmyErrorCode.OVERLOADED
				&& !(failure instanceof InvalidAnswerException);
	}

	private ShimmyException translated(Throwable thrown, Exchange exchange) {
		Throwable failure = (thrown instanceof ExecutionException) ? thrown.getCause() : thrown;
		if (failure instanceof TimeoutException) {
			return new ShimmyException(ShimmyErrorCode.NOT_READY,
					"No server was free for this call within %s (shimmy.chat.idle-timeout): %s"
						.formatted(this.admission.limit(), this.admission.source().queue()),
					failure);
		}
		ShimmyException broken = exchange.failure();
		return (broken != null) ? broken : FailureTranslation.translate(thrown, request(exchange));
	}

	/** The request in words; a failure may come before a server was granted. */
	private static String request(Exchange exchange) {
		CompletableFuture<ServerUse> use = exchange.use();
		boolean granted = use.isDone() && !use.isCompletedExceptionally();
		return granted ? "POST " + BaseUrl.chatCompletions(exchange.endpoint()) : "The request";
	}

	private ShimmyException explained(ShimmyException failure) {
		List<String> output = this.admission.source().outputTail();
		String message = failure.getMessage() + complaint(output).map("; its log says: "::concat).orElse("");
		return new ShimmyException(failure.code(), message, failure.getCause(), failure.exitStatus(), output);
	}

	/**
	 * The last error in a server's log. Shimmy answers a failed generation with an empty
	 * body and writes the reason to its log only.
	 */
	private static Optional<String> complaint(List<String> output) {
		return output.stream()
			.filter((line) -> line.contains(ERROR_LEVEL))
			.reduce((earlier, later) -> later)
			.map((line) -> line.substring(line.indexOf(ERROR_LEVEL) + ERROR_LEVEL.length()));
	}

	/** The defaults from which ChatClient builds the options of a prompt. */
	@Override
	public ChatOptions getOptions() {
		return this.prompts.defaults();
	}

	/**
	 * The server was lost before anything was sent to it, so the call can be repeated.
	 */
	private static final class LostUnsentException extends ShimmyException {

		private static final long serialVersionUID = 1L;

		LostUnsentException(ShimmyException loss) {
			super(loss.code(), loss.getMessage(), loss.getCause(), loss.exitStatus(), loss.outputTail());
		}

	}

}
