package io.github.shimmy4j.daemon;

import java.io.File;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * This module with a class loader of its own, as an application in a server for several
 * has it.
 */
final class Deployment {

	private final ClassLoader application;

	/** Beside the class path of the tests, these directories. */
	Deployment(Path... directories) {
		Stream<Path> tests = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of);
		this.application = new URLClassLoader(
				Stream.concat(tests, Arrays.stream(directories)).map(Deployment::url).toArray(URL[]::new),
				ClassLoader.getPlatformClassLoader());
	}

	private static URL url(Path place) {
		try {
			return place.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Runs a class of this application.
	 * @param part the class, without anything of its own
	 * @param context class loader of the calling thread meanwhile
	 * @param argument argument of the call
	 */
	String run(Class<? extends UnaryOperator<String>> part, ClassLoader context, String argument) throws Exception {
		Constructor<?> constructor = this.application.loadClass(part.getName()).getDeclaredConstructor();
		constructor.setAccessible(true);
		@SuppressWarnings("unchecked")
		UnaryOperator<String> loaded = (UnaryOperator<String>) constructor.newInstance();
		Thread current = Thread.currentThread();
		ClassLoader before = current.getContextClassLoader();
		current.setContextClassLoader(context);
		try {
			return loaded.apply(argument);
		}
		finally {
			current.setContextClassLoader(before);
		}
	}

}
