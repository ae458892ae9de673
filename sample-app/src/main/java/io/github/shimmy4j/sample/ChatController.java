package io.github.shimmy4j.sample;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Answers questions, whole or as a stream of events. Accepts JSON only, so that a form of
 * another site cannot ask a question.
 */
@RestController
@RequestMapping("/chat")
class ChatController {

	/**
	 * Only a write notices that a client has left, and a server that answers in one piece
	 * gives nothing to write for a long time.
	 */
	private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);

	private final ChatClient chatClient;

	ChatController(ChatClient chatClient) {
		this.chatClient = chatClient;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	Answer chat(@RequestBody Question question) {
		String answer = this.chatClient.prompt().user(question.text()).call().content();
		return new Answer(Objects.requireNonNullElse(answer, ""));
	}

	@PostMapping(path = "/stream", consumes = MediaType.APPLICATION_JSON_VALUE,
			produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Object>> stream(@RequestBody Question question) {
		return this.chatClient.prompt()
			.user(question.text())
			.stream()
			.content()
			.map((text) -> event("token", new Token(text)))
			.concatWithValues(event("done", Map.of()))
			.onErrorResume(ShimmyException.class, (failure) -> Flux.just(event("error", Failure.of(failure))))
			.publish((events) -> Flux.merge(events, keepAlive().takeUntilOther(events.ignoreElements())));
	}

	private static ServerSentEvent<Object> event(String name, Object data) {
		return ServerSentEvent.builder(data).event(name).build();
	}

	private static Flux<ServerSentEvent<Object>> keepAlive() {
		return Flux.interval(KEEP_ALIVE)
			.onBackpressureDrop()
			.map((tick) -> ServerSentEvent.builder().comment("still there").build());
	}

	/**
	 * A question of a client.
	 *
	 * @param message its text
	 */
	record Question(@Nullable String message) {

		String text() {
			if (this.message == null || this.message.isBlank()) {
				throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'message' must not be blank");
			}
			return this.message;
		}

	}

	/**
	 * A whole answer.
	 *
	 * @param answer its text
	 */
	record Answer(String answer) {
	}

	/**
	 * A piece of an answer.
	 *
	 * @param text the piece, with its spaces
	 */
	record Token(String text) {
	}

}
