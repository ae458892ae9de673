package io.github.shimmy4j.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.util.FileSystemUtils;

/**
 * One gateway of this JVM for all test classes that need no settings of their own, since
 * each start takes seconds: a store of JUnit ends with each class. Its server streams and
 * answers one request at a time. Changes by a test are undone after it.
 */
public final class SharedGateway implements ParameterResolver, AfterEachCallback {

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == FakeGateway.class;
	}

	@Override
	public FakeGateway resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return Started.GATEWAY;
	}

	@Override
	public void afterEach(ExtensionContext context) {
		Started.GATEWAY.mend();
	}

	/** Ends with the JVM, as the context of every application does. */
	private static final class Started {

		static final FakeGateway GATEWAY = start();

		private static FakeGateway start() {
			try {
				Path directory = Files.createTempDirectory("shared-gateway");
				Runtime.getRuntime()
					.addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
				return FakeGateway.start(directory, FakeShimmyBinary.llamaServer(), "shimmy.chat.max-concurrent=1");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
