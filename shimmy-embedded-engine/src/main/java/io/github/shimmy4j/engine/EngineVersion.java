package io.github.shimmy4j.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version that this engine was built as.
 */
final class EngineVersion {

	private EngineVersion() {
	}

	static String current() {
		Properties properties = new Properties();
		try (InputStream in = EngineVersion.class.getResourceAsStream("/shimmy4j-engine.properties")) {
			properties.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return properties.getProperty("version", "unknown");
	}

}
