package io.github.shimmy4j.autoconfigure.chat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

/**
 * Accepts an answer only if it has content and, if streamed, a finish reason. To Spring
 * AI a stream that broke off looks like a finished one.
 */
final class AnswerCheck {

	private static final String FINISH_REASON = "finishReason";

	/** The finish reason that Spring AI 2.0.0 invents where 2.0.1 has null. */
	private static final String INVENTED = "_UNKNOWN";

	private AnswerCheck() {
	}

	static ChatResponse requireWhole(ChatResponse response) {
		if (!hasContent(response)) {
			throw empty();
		}
		return response;
	}

	static Flux<ChatResponse> requireWhole(Flux<ChatResponse> chunks) {
		return Flux.defer(() -> {
			AtomicBoolean content = new AtomicBoolean();
			AtomicBoolean finished = new AtomicBoolean();
			return chunks.map(AnswerCheck::withoutInventedReasons).doOnNext((chunk) -> {
				content.compareAndSet(false, hasContent(chunk));
				finished.compareAndSet(false, isFinish(chunk));
			}).concatWith(Mono.defer(() -> {
				if (!finished.get()) {
					return Mono.error(new ShimmyException(ShimmyErrorCode.ANSWER_TRUNCATED,
							"The stream ended without a finish reason"));
				}
				return content.get() ? Mono.empty() : Mono.error(empty());
			}));
		});
	}

	private static ShimmyException empty() {
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
