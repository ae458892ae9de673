package io.github.shimmy4j.engine.http;

import java.io.IOException;
import java.lang.System.Logger.Level;

import reactor.netty.channel.AbortedException;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.generation.PromptTooLongException;
import io.github.shimmy4j.engine.generation.QueueFullException;
import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;

/**
 * What clients are told when a request fails.
 */
final class Failures {

	private static final System.Logger logger = System.getLogger(Failures.class.getName());

	private Failures() {
	}

	static Reply reply(Throwable failure) {
		if (failure instanceof RefusedException refused) {
			return refused.reply();
		}
		if (failure instanceof PromptTooLongException) {
			return Reply.error(400, "context_length_exceeded", message(failure), "messages");
		}
		if (failure instanceof QueueFullException) {
			return Reply.error(429, "queue_full", message(failure), null).with("retry-after", "1");
		}
		if (failure instanceof ModelException model && model.kind() == Kind.BAD_INPUT) {
			return Reply.error(400, "invalid_request", message(failure), null);
		}
		if (failure instanceof InvalidAnswerException invalid && invalid.isStopped()) {
			return Reply.error(400, "invalid_stop", failed(failure), "stop");
		}
		if (failure instanceof InvalidAnswerException) {
			return Reply.error(422, "invalid_answer", failed(failure), null);
		}
		return Reply.error(500, "generation_failed", failed(failure), null);
	}

	/** For an answer that had begun: its status has been sent. */
	static JsonNode error(Throwable failure) {
		if (failure instanceof InvalidAnswerException invalid && invalid.isStopped()) {
			return Reply.error(failed(failure), "invalid_request_error", "stop", "invalid_stop");
		}
		if (failure instanceof InvalidAnswerException) {
			return Reply.error(failed(failure), "invalid_request_error", null, "invalid_answer");
		}
		return Reply.error(failed(failure), "server_error", null, "generation_failed");
	}

	/** Clients get words; the class and the trace of a defect go to the engine's log. */
	private static String failed(Throwable failure) {
		boolean told = failure instanceof InvalidAnswerException || failure instanceof ModelException;
		boolean clientLeft = failure instanceof IOException || failure instanceof AbortedException;
		if (!told && !clientLeft) {
			logger.log(Level.ERROR, "Generation failed", failure);
		}
		String message = failure.getMessage();
		return "Generation failed: "
				+ ((message != null && !message.isBlank()) ? message : "a fault of the engine, which its log has");
	}

	private static String message(Throwable failure) {
		return String.valueOf(failure.getMessage());
	}

}
