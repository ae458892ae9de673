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
 * @param verdict yes, no, or not known
 * @param reason printable reason of NO and UNKNOWN; empty for YES
 */
public record ServerFit(Verdict verdict, String reason) {

	/** The server can run the model. */
	public static final ServerFit YES = new ServerFit(Verdict.YES, "");

	public ServerFit {
		reason = PrintableText.of(reason);
		if (reason.isBlank() != (verdict == Verdict.YES)) {
			throw new IllegalArgumentException("verdict %s does not go with reason '%s'".formatted(verdict, reason));
		}
	}

	/**
	 * Compares the needs of a model with the capabilities of a server.
	 * @param needs needs of the model
	 * @param server capabilities of the server
	 * @return NO with all unmet needs and the servers that meet them; UNKNOWN if the
	 * model names no tensor type
	 */
	public static ServerFit of(ModelNeeds needs, ServerCapabilities server) {
		List<String> objections = server.models().objections(needs);
		if (!objections.isEmpty()) {
			return no("%s %s; %s".formatted(server.kind(), String.join(" and ", objections), others(needs)));
		}
		return needs.tensorTypes().isEmpty() ? unknown("its header names no tensors") : YES;
	}

	private static String others(ModelNeeds needs) {
		List<String> kinds = ServerCapabilities.kindsFor(needs);
		return kinds.isEmpty() ? "no server that shimmy4j launches can" : "it runs on " + String.join(", ", kinds);
	}

	/**
	 * Throws if the verdict is NO.
	 * @param file the model's file
	 * @throws ShimmyException UNSUPPORTED_MODEL, with the file and the reason
	 */
	public void requireFor(Path file) {
		if (this.verdict == Verdict.NO) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_MODEL,
					"Model file '%s' does not run here: %s".formatted(file, this.reason));
		}
	}

	static ServerFit no(String reason) {
		return new ServerFit(Verdict.NO, reason);
	}

	static ServerFit unknown(String reason) {
		return new ServerFit(Verdict.UNKNOWN, reason);
	}

	/** Whether the server can run the model. */
	public enum Verdict {

		/** It can. */
		YES,

		/** It cannot. */
		NO,

		/** Not known. */
		UNKNOWN

	}

}
