package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;

/**
 * Whether a server can run a model.
 *
 * @param answer yes, no, or not known
 * @param reason why it is not yes, in printable words; empty if it is
 */
public record ServerFit(Answer answer, String reason) {

	/** Nothing that is known speaks against it. */
	public static final ServerFit YES = new ServerFit(Answer.YES, "");

	public ServerFit {
		reason = PrintableText.of(reason);
		if (reason.isBlank() != (answer == Answer.YES)) {
			throw new IllegalArgumentException("the answer is %s with the reason '%s'".formatted(answer, reason));
		}
	}

	/**
	 * Compares what a model needs with what a server can do.
	 * @param needs what the model asks of a server
	 * @param server what the server can do
	 * @return NO names all that it cannot do, and the servers that can; UNKNOWN if the
	 * model names no type of tensor
	 */
	public static ServerFit of(ModelNeeds needs, ServerCapabilities server) {
		List<String> objections = server.models().objections(needs);
		if (!objections.isEmpty()) {
			return no("%s %s; %s".formatted(server.generation(), String.join(" and ", objections), others(needs)));
		}
		return needs.tensorTypes().isEmpty() ? unknown("its header names no tensors") : YES;
	}

	private static String others(ModelNeeds needs) {
		List<String> generations = ServerCapabilities.generationsFor(needs);
		return generations.isEmpty() ? "no server that shimmy4j launches can"
				: "it runs on " + String.join(", ", generations);
	}

	/**
	 * Lets a model pass unless the answer is NO.
	 * @param file the model's file
	 * @throws ShimmyException UNSUPPORTED_MODEL, with the file and the reason
	 */
	public void requireFor(Path file) {
		if (this.answer == Answer.NO) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_MODEL,
					"Model file '%s' does not run here: %s".formatted(file, this.reason));
		}
	}

	static ServerFit no(String reason) {
		return new ServerFit(Answer.NO, reason);
	}

	static ServerFit unknown(String reason) {
		return new ServerFit(Answer.UNKNOWN, reason);
	}

	/** The answers there are. */
	public enum Answer {

		/** It runs there. */
		YES,

		/** It does not run there. */
		NO,

		/** It cannot be told. */
		UNKNOWN

	}

}
