package io.github.shimmy4j.concurrent;

/** Makes threads, which a machine may refuse to start. */
@FunctionalInterface
public interface Threads {

	/**
	 * Makes a thread that does not keep the application from ending.
	 * @param name its name
	 * @param task what it runs
	 * @return a thread that is to be started
	 */
	Thread named(String name, Runnable task);

	/**
	 * Makes a daemon thread of this JVM. It inherits neither the context class loader nor
	 * the thread-local values of its maker: it may outlive the application context that
	 * the maker belongs to, and would keep all classes of that context in memory.
	 * @param name its name
	 * @param task what it runs
	 * @return a thread that is to be started
	 */
	static Thread daemon(String name, Runnable task) {
		Thread thread = new Thread(null, task, name, 0, false);
		thread.setDaemon(true);
		thread.setContextClassLoader(Threads.class.getClassLoader());
		return thread;
	}

}
