package io.github.shimmy4j.autoconfigure.chat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.github.shimmy4j.autoconfigure.BaseUrl;
import io.github.shimmy4j.autoconfigure.chat.transport.Exchanges;
import io.github.shimmy4j.autoconfigure.chat.transport.FailureTranslation;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.InvalidAnswerException;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.util.StringUtils;

/**
 * Spring AI's OpenAI model on a supervised server. Before a request is sent, the server
 * must be ready and support what the request asks for. An answer that is not whole is a
 * failure. Every failure is a {@link ShimmyException}.
 */
final class ShimmyChatModel implements ChatModel {

	/** Level of an error in the log lines of Rust's {@code tracing}. */
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
		ShimmyException failure = exchange.reported(translated(thrown, exchange));
		return exchange.isUnsent() ? new LostUnsentException(failure) : failure;
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

	/**
	 * Accepts an answer only if it has content and, if streamed, a finish reason. To
	 * Spring AI a stream that broke off looks like a finished one.
	 */
	private static final class AnswerCheck {

		private static final String FINISH_REASON = "finishReason";

		/** Where Spring AI puts the thinking of a message. */
		private static final String THINKING = "reasoningContent";

		/** The finish reason that Spring AI 2.0.0 invents where 2.0.1 has null. */
		private static final String INVENTED = "_UNKNOWN";

		private AnswerCheck() {
		}

		static ChatResponse requireWhole(ChatResponse response) {
			if (!hasContent(response)) {
				throw empty(thinks(response));
			}
			CutCall.refuse(response);
			return response;
		}

		static Flux<ChatResponse> requireWhole(Flux<ChatResponse> chunks) {
			return Flux.defer(() -> {
				AtomicBoolean content = new AtomicBoolean();
				AtomicBoolean thinking = new AtomicBoolean();
				AtomicBoolean finished = new AtomicBoolean();
				return chunks.map(AnswerCheck::withoutInventedReasons).doOnNext((chunk) -> {
					CutCall.refuse(chunk);
					content.compareAndSet(false, hasContent(chunk));
					thinking.compareAndSet(false, thinks(chunk));
					finished.compareAndSet(false, isFinish(chunk));
				}).concatWith(Mono.defer(() -> {
					if (!finished.get()) {
						return Mono.error(new ShimmyException(ShimmyErrorCode.ANSWER_TRUNCATED,
								"The stream ended without a finish reason"));
					}
					return content.get() ? Mono.empty() : Mono.error(empty(thinking.get()));
				}));
			});
		}

		/** A model that only thinks shows no fault of its server. */
		private static ShimmyException empty(boolean thinking) {
			if (thinking) {
				return new InvalidAnswerException(
						"The model used all its tokens for thinking, or stopped after it, and gave no answer", null);
			}
			return new ShimmyException(ShimmyErrorCode.GENERATION_FAILED, "The server's answer has no content");
		}

		private static boolean hasContent(@Nullable ChatResponse response) {
			Generation generation = (response != null) ? response.getResult() : null;
			if (generation == null) {
				return false;
			}
			AssistantMessage output = generation.getOutput();
			return StringUtils.hasLength(output.getText()) || output.hasToolCalls();
		}

		private static boolean thinks(@Nullable ChatResponse response) {
			Generation generation = (response != null) ? response.getResult() : null;
			return generation != null
					&& StringUtils.hasLength((String) generation.getOutput().getMetadata().get(THINKING));
		}

		private static boolean isFinish(ChatResponse response) {
			Generation generation = response.getResult();
			String reason = (generation != null) ? generation.getMetadata().getFinishReason() : null;
			return StringUtils.hasLength(reason);
		}

		private static ChatResponse withoutInventedReasons(ChatResponse chunk) {
			if (chunk.getResults().stream().noneMatch(AnswerCheck::isReasonInvented)) {
				return chunk;
			}
			return new ChatResponse(chunk.getResults().stream().map(AnswerCheck::withoutInventedReason).toList(),
					chunk.getMetadata());
		}

		private static boolean isReasonInvented(Generation generation) {
			return INVENTED.equals(generation.getMetadata().getFinishReason());
		}

		private static Generation withoutInventedReason(Generation generation) {
			if (!isReasonInvented(generation)) {
				return generation;
			}
			AssistantMessage message = generation.getOutput();
			Map<String, Object> properties = new HashMap<>(message.getMetadata());
			properties.put(FINISH_REASON, "");
			ChatGenerationMetadata.Builder metadata = ChatGenerationMetadata.builder();
			generation.getMetadata().entrySet().forEach((entry) -> metadata.metadata(entry.getKey(), entry.getValue()));
			return new Generation(AssistantMessage.builder()
				.content(message.getText())
				.properties(properties)
				.toolCalls(message.getToolCalls())
				.media(message.getMedia())
				.build(), metadata.contentFilters(generation.getMetadata().getContentFilters()).build());
		}

	}

}
