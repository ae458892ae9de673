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
 * Whether an answer is whole: it has content and the server said why it ended. A stream
 * that merely ends looks like a finished one to everybody else.
 */
final class AnswerCheck {

	private static final String FINISH_REASON = "finishReason";

	/** What Spring AI 2.0.0 says of a chunk without a finish reason; 2.0.1 says null. */
	private static final String NO_REASON = "_UNKNOWN";

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
			return chunks.map(AnswerCheck::withoutMadeUpReasons).doOnNext((chunk) -> {
				content.compareAndSet(false, hasContent(chunk));
				finished.compareAndSet(false, isFinish(chunk));
			}).concatWith(Mono.defer(() -> {
				if (!finished.get()) {
					return Mono.error(new ShimmyException(ShimmyErrorCode.ANSWER_TRUNCATED,
							"The stream ended before the server said that the answer was whole"));
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

	private static ChatResponse withoutMadeUpReasons(ChatResponse chunk) {
		if (chunk.getResults().stream().noneMatch(AnswerCheck::isReasonMadeUp)) {
			return chunk;
		}
		return new ChatResponse(chunk.getResults().stream().map(AnswerCheck::withoutMadeUpReason).toList(),
				chunk.getMetadata());
	}

	private static boolean isReasonMadeUp(Generation generation) {
		return NO_REASON.equals(generation.getMetadata().getFinishReason());
	}

	private static Generation withoutMadeUpReason(Generation generation) {
		if (!isReasonMadeUp(generation)) {
			return generation;
		}
		AssistantMessage said = generation.getOutput();
		Map<String, Object> properties = new HashMap<>(said.getMetadata());
		properties.put(FINISH_REASON, "");
		ChatGenerationMetadata.Builder metadata = ChatGenerationMetadata.builder();
		generation.getMetadata().entrySet().forEach((entry) -> metadata.metadata(entry.getKey(), entry.getValue()));
		return new Generation(AssistantMessage.builder()
			.content(said.getText())
			.properties(properties)
			.toolCalls(said.getToolCalls())
			.media(said.getMedia())
			.build(), metadata.contentFilters(generation.getMetadata().getContentFilters()).build());
	}

}
