package io.github.shimmy4j.transfer;

import java.time.Duration;

/** Lets time pass between two looks at something that gives no notice. */
@FunctionalInterface
interface Pause {

	void await(Duration duration) throws InterruptedException;

}
