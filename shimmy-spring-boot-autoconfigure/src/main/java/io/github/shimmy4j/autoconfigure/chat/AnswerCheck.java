package io.github.shimmy4j.autoconfigure.chat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

/**
 * Whether an answer is whole: it has content and the server said why it ended. A stream
 * that merely ends looks like a finished one to everybody else.
 */
final class AnswerCheck {

	/**
	 * OpenAI's; Spring AI gives chunks without one another name, which differs by
	 * version.
	 */
	private static final Set<String> FINISH_REASONS = Set.of("STOP", "LENGTH", "TOOL_CALLS", "CONTENT_FILTER",
			"FUNCTION_CALL");

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
			return chunks.doOnNext((chunk) -> {
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
		return reason != null && FINISH_REASONS.contains(reason);
	}

}
