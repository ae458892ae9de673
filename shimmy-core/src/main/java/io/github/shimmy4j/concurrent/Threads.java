package io.github.shimmy4j.concurrent;

/** Makes threads; tests replace it with one whose threads cannot be started. */
@FunctionalInterface
public interface Threads {

	/**
	 * Makes a thread that does not keep the JVM alive.
	 * @param name the thread's name
	 * @param task the code to run
	 * @return the thread, not yet started
	 */
	Thread named(String name, Runnable task);

	/**
	 * Makes a daemon thread that inherits neither the context class loader nor the
	 * thread-local values of its maker. The thread may outlive the maker's application
	 * context, and would otherwise keep all classes of that context in memory.
	 * @param name the thread's name
	 * @param task the code to run
	 * @return the thread, not yet started
	 */
	static Thread daemon(String name, Runnable task) {
		Thread thread = new Thread(null, task, name, 0, false);
		thread.setDaemon(true);
		thread.setContextClassLoader(Threads.class.getClassLoader());
		return thread;
	}

}
