package io.github.shimmy4j.fake;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The faults of one chat.
 *
 * @param faults those in force when it arrived
 * @param number of the chat in this process, from 1
 */
record ChatFaults(Faults faults, long number) {

	boolean has(Fault fault) {
		return this.faults.has(fault);
	}

	boolean failsGeneration() {
		return has(Fault.GENERATION_502) || this.number <= this.faults.number(Fault.FIRST_GENERATIONS_FAIL, 0)
				|| this.number > this.faults.number(Fault.POISONED_AFTER, Long.MAX_VALUE);
	}

	/** Faults that come instead of a generation. */
	void beforeGeneration() {
		if (has(Fault.GENERATION_HANGS)) {
			Pause.forEver();
		}
		if (has(Fault.GENERATION_500)) {
			throw new RefusedException(Reply.empty(500));
		}
		if (has(Fault.ANSWER_HTML)) {
			throw new RefusedException(new Reply(200, Map.of("content-type", "text/html"),
					"<html><body><h1>Sign in</h1></body></html>".getBytes(StandardCharsets.UTF_8)));
		}
		if (has(Fault.STATUS)) {
			int status = (int) this.faults.number(Fault.STATUS, 500);
			throw RefusedException.openAi(status, "fault_" + status, "The test asked for status " + status, "none");
		}
	}

	/** Duration of reading the prompt. */
	Duration reading() {
		return this.faults.duration(Fault.READING_TAKES);
	}

	/** Zero if progress is not reported. */
	Duration readingReportedEvery() {
		return this.faults.duration(Fault.READING_REPORTED_EVERY);
	}

	void afterToken() {
		Pause.of(this.faults.duration(Fault.TOKEN_DELAY));
	}

	void crashHalfway() {
		if (has(Fault.CRASH_DURING_GENERATION)) {
			crash();
		}
	}

	void afterAnswer() {
		if (this.number >= this.faults.number(Fault.CRASH_AFTER, Long.MAX_VALUE)) {
			crash();
		}
	}

	/** As after SIGKILL: nothing is flushed or closed. */
	private void crash() {
		Runtime.getRuntime().halt((int) this.faults.number(Fault.CRASH_STATUS, 137));
	}

	/**
	 * The faults of the next chat. A test may change them in a running fake, for instance
	 * once it is ready.
	 */
	static final class Switch {

		private final AtomicReference<Faults> current;

		private final AtomicLong chats = new AtomicLong();

		Switch(Faults faults) {
			this.current = new AtomicReference<>(faults);
		}

		void add(String lines) {
			this.current.updateAndGet((faults) -> faults.plus(lines));
		}

		void clear() {
			this.current.set(Faults.none());
		}

		ChatFaults nextChat(int maxTokens) {
			Faults faults = Objects.requireNonNull(this.current.get());
			long number = this.chats.incrementAndGet();
			boolean spared = number <= faults.number(Fault.FAULTS_AFTER, 0)
					|| (maxTokens == 1 && faults.has(Fault.SPARE_ONE_TOKEN));
			return new ChatFaults(spared ? Faults.none() : faults, number);
		}

	}

}
