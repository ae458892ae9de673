package io.github.shimmy4j.gateway.daemon;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.PropertySource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * The settings in {@code config.toml}. Its keys are those of {@code
 * application.properties}, so that one name is one setting everywhere.
 */
final class ConfigToml {

	private static final String OWN_TABLE = "shimmy";

	private static final String LOGGING = "logging";

	/** The one table in {@value #LOGGING}. */
	private static final String LEVEL = "level";

	private static final int MAX_BYTES = 1024 * 1024;

	private final Path file;

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private ConfigToml(Path file) {
		this.file = file;
	}

	/**
	 * Reads the settings.
	 * @param file the file, which need not exist
	 * @return its settings, each with the file as its origin
	 * @throws ShimmyException INVALID_CONFIGURATION if the file cannot be read, is no
	 * TOML, or has a table that does not exist
	 */
	static PropertySource<?> read(Path file) {
		ConfigToml config = new ConfigToml(file);
		config.read();
		return new OriginTrackedMapPropertySource(file.toString(), config.properties, true);
	}

	private void read() {
		try {
			// A link is fine, into a folder with all of a user's settings.
			byte[] text = OwnFile.read(this.file.toRealPath(), MAX_BYTES)
				.orElseThrow(() -> invalid("is larger than 1 MiB", null));
			// Made only where it is needed, since it takes a part of the start.
			new TomlMapper().readTree(text).propertyStream().forEach((table) -> {
				requireTable(table.getKey(), table.getValue());
				add(table.getKey(), table.getValue());
			});
		}
		catch (NoSuchFileException ex) {
			// There are no settings.
		}
		catch (IOException ex) {
			throw invalid("cannot be read: " + ex, ex);
		}
		catch (JacksonException ex) {
			throw invalid(place(ex) + PrintableText.of(ex.getOriginalMessage()), ex);
		}
	}

	private static String place(JacksonException ex) {
		TokenStreamLocation location = ex.getLocation();
		return (location != null)
				? "is wrong in line %d, column %d: ".formatted(location.getLineNr(), location.getColumnNr())
				: "is no TOML: ";
	}

	private void requireTable(String name, JsonNode value) {
		boolean own = name.equals(OWN_TABLE) && value.isObject();
		boolean levels = name.equals(LOGGING) && value.isObject() && value.size() == 1 && value.path(LEVEL).isObject();
		if (!own && !levels) {
			throw invalid("has the key '%s'; allowed are the tables [shimmy], which has all settings of shimmy4j, and "
				.formatted(PrintableText.of(name, PrintableText.NAME_LENGTH)) + "[logging.level]", null);
		}
	}

	private void add(String key, JsonNode value) {
		if (value.isObject()) {
			value.propertyStream().forEach((field) -> add(key + "." + name(field.getKey()), field.getValue()));
		}
		else if (value.isArray()) {
			for (int index = 0; index < value.size(); index++) {
				add("%s[%d]".formatted(key, index), value.get(index));
			}
		}
		else {
			this.properties.put(key, OriginTrackedValue.of(value.asString(), new FileOrigin(this.file)));
		}
	}

	/** A quoted key, such as the name of a logger, is one element. */
	private static String name(String key) {
		return key.matches("[A-Za-z0-9_.-]+") ? key : "[" + key + "]";
	}

	private ShimmyException invalid(String problem, @Nullable Throwable cause) {
		return new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"The file '%s' %s".formatted(this.file, problem), cause);
	}

	/**
	 * The file from which a setting comes.
	 *
	 * @param file the file
	 */
	record FileOrigin(Path file) implements Origin {

		@Override
		public String toString() {
			return "'" + this.file + "'";
		}

	}

}
