package io.github.shimmy4j.gateway.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
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

	/** Tables whose keys mean something to the daemon. */
	private static final List<String> TABLES = List.of("shimmy", "logging", "server", "spring", "management");

	private static final long MAX_BYTES = 1024 * 1024;

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
			if (Files.size(this.file) > MAX_BYTES) {
				throw invalid("is larger than 1 MiB", null);
			}
			byte[] text = Files.readAllBytes(this.file);
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
		if (!TABLES.contains(name) || !value.isObject()) {
			throw invalid("has the key '%s' outside of the tables %s; settings of shimmy4j are in the table [shimmy]"
				.formatted(PrintableText.of(name), TABLES), null);
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
	private record FileOrigin(Path file) implements Origin {

		@Override
		public String toString() {
			return "'" + this.file + "'";
		}

	}

}
