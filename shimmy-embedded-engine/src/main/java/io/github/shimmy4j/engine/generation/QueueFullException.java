package io.github.shimmy4j.engine.generation;

/**
 * So many are waiting already that one more is not let in.
 */
public final class QueueFullException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	QueueFullException(int waiting) {
		super(waiting + " requests are waiting already.");
	}

}
