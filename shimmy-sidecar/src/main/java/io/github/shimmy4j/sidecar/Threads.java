package io.github.shimmy4j.sidecar;

/** Makes threads, which a machine may refuse to start. */
@FunctionalInterface
interface Threads {

	/** A thread that is to be started; it keeps no application from ending. */
	Thread named(String name, Runnable task);

	/** A thread of this JVM. */
	static Thread daemon(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

}
