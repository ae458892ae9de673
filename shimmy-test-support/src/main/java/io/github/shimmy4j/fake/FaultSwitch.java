package io.github.shimmy4j.fake;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The faults of the next chat. A test may change them in a running fake, for instance
 * once it is ready.
 */
final class FaultSwitch {

	private final AtomicReference<Faults> current;

	private final AtomicLong chats = new AtomicLong();

	FaultSwitch(Faults faults) {
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
