package io.github.shimmy4j.probe;

import java.util.List;

/** The end of the wait for a launched server. */
public sealed interface GateResult {

	/**
	 * The server listens, is ours, and has generated a token.
	 *
	 * @param model id of the model: the launch's id, perhaps with a suffix
	 */
	record Passed(String model) implements GateResult {
	}

	/**
	 * The process exited first.
	 *
	 * @param status its exit status
	 */
	record Exited(int status) implements GateResult {
	}

	/**
	 * The server is ours, but lists other models than the launch's.
	 *
	 * @param listed ids of the listed models
	 */
	record ModelMissing(List<String> listed) implements GateResult {

		public ModelMissing {
			listed = List.copyOf(listed);
		}

	}

	/**
	 * The server was not ready within the time limit.
	 *
	 * @param waitingFor what was missing, as a clause after "waiting for"
	 */
	record TimedOut(String waitingFor) implements GateResult {
	}

	/**
	 * The server is ours but cannot generate.
	 *
	 * @param reply its answer; status 0 and the reason if there was none
	 */
	record CannotGenerate(Reply reply) implements GateResult {
	}

}
