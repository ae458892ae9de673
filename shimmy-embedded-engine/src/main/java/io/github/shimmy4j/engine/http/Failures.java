package io.github.shimmy4j.engine.http;

import java.io.IOException;
import java.lang.System.Logger.Level;

import io.github.shimmy4j.engine.generation.PromptTooLongException;
import io.github.shimmy4j.engine.generation.Slots.QueueFullException;
import io.github.shimmy4j.engine.http.CheckedAnswer.InvalidAnswerException;
import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import io.github.shimmy4j.text.PrintableText;
import reactor.netty.channel.AbortedException;

/** Maps failures to responses. */
final class Failures {

	/** The program has no log for SLF4J, and so none for PrintableLogger (ADR 19). */
	private static final System.Logger logger = System.getLogger(Failures.class.getName());

	private static final int BAD_REQUEST = 400;

	private static final int UNPROCESSABLE = 422;

	private static final int FAILED = 500;

	private Failures() {
	}

	static Reply reply(Throwable failure) {
		if (failure instanceof RefusedException refused) {
			return refused.reply();
		}
		if (failure instanceof PromptTooLongException) {
			return tooLong(failure, "messages").reply();
		}
		if (failure instanceof QueueFullException) {
			return Reply.error(429, "queue_full", message(failure), null).with("retry-after", "1");
		}
		if (failure instanceof ModelException model && model.kind() == Kind.BAD_INPUT) {
			return Reply.error(BAD_REQUEST, "invalid_request", message(failure), null);
		}
		return Reply.json(status(failure), error(failure).json());
	}

	/** The refusal of a prompt, which is in this field of the request. */
	static RefusedException tooLong(Throwable failure, String field) {
		return RefusedException.bad(ErrorBody.CONTEXT_LENGTH_EXCEEDED, message(failure), field);
	}

	private static int status(Throwable failure) {
		if (failure instanceof InvalidAnswerException invalid) {
			return invalid.isStopped() ? BAD_REQUEST : UNPROCESSABLE;
		}
		return FAILED;
	}

	/** The error of a failed generation, also after its status has been sent. */
	static ErrorBody error(Throwable failure) {
		String message = failed(failure);
		if (failure instanceof InvalidAnswerException invalid) {
			return invalid.isStopped() ? ErrorBody.of(BAD_REQUEST, "invalid_stop", message, "stop")
					: ErrorBody.of(UNPROCESSABLE, ErrorBody.INVALID_ANSWER, message, null);
		}
		return ErrorBody.of(FAILED, "generation_failed", message, null);
	}

	/** The client gets a message; the log gets the class and trace of a defect. */
	private static String failed(Throwable failure) {
		boolean expected = failure instanceof InvalidAnswerException || failure instanceof ModelException;
		boolean clientLeft = failure instanceof IOException || failure instanceof AbortedException;
		if (!expected && !clientLeft) {
			logger.log(Level.ERROR, "Generation failed", PrintableText.of(failure));
		}
		String message = failure.getMessage();
		return "Generation failed: " + ((message != null && !message.isBlank()) ? message
				: "a defect of the engine; its log has the details");
	}

	private static String message(Throwable failure) {
		return String.valueOf(failure.getMessage());
	}

}
