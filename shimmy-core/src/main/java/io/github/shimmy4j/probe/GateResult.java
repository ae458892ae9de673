package io.github.shimmy4j.probe;

import java.util.List;

/** How the wait for a launched server ended. */
public sealed interface GateResult {

	/**
	 * It is there, it is ours, and it generated a token.
	 *
	 * @param model id under which it lists the model: the launch's id, perhaps with a
	 * suffix
	 */
	record Passed(String model) implements GateResult {
	}

	/**
	 * The process ended first.
	 *
	 * @param status its exit status
	 */
	record Exited(int status) implements GateResult {
	}

	/**
	 * It is the process that was started, and has other models than the launch's.
	 *
	 * @param listed ids of those that it lists
	 */
	record ModelMissing(List<String> listed) implements GateResult {

		public ModelMissing {
			listed = List.copyOf(listed);
		}

	}

	/**
	 * It did not get that far in time.
	 *
	 * @param waitingFor what was still missing, as a clause after "waiting for"
	 */
	record TimedOut(String waitingFor) implements GateResult {
	}

	/**
	 * It is ours but cannot generate.
	 *
	 * @param reply what it answered instead; status 0 and the reason where it gave none
	 */
	record CannotGenerate(Reply reply) implements GateResult {
	}

}
