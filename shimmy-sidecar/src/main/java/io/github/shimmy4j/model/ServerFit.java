package io.github.shimmy4j.model;

import java.util.List;
import java.util.Set;

import io.github.shimmy4j.capability.ServerCapabilities;

/**
 * Whether a server can run a model.
 *
 * @param answer yes, no, or not known
 * @param reason why it is not yes; empty if it is
 */
public record ServerFit(Answer answer, String reason) {

	/** The server runs the model's quantisation. */
	public static final ServerFit YES = new ServerFit(Answer.YES, "");

	public ServerFit {
		if (reason.isBlank() != (answer == Answer.YES)) {
			throw new IllegalArgumentException("the answer is %s with the reason '%s'".formatted(answer, reason));
		}
	}

	/**
	 * Compares what a model needs with what a server can do.
	 * @param tensorTypes types of the model's tensors, as llama.cpp names them
	 * @param server what the server can do
	 * @return NO names the types that it cannot run, and the servers that can; UNKNOWN if
	 * the model names no type
	 */
	public static ServerFit of(Set<String> tensorTypes, ServerCapabilities server) {
		if (tensorTypes.isEmpty()) {
			return unknown("its header names no tensors");
		}
		List<String> unsupported = server.unsupported(tensorTypes);
		if (unsupported.isEmpty()) {
			return YES;
		}
		return no("%s cannot run tensors of type %s; it runs on %s".formatted(server.generation(),
				String.join(", ", unsupported), String.join(", ", ServerCapabilities.generationsFor(tensorTypes))));
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
