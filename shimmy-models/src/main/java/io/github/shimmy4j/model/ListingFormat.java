package io.github.shimmy4j.model;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.model.ModelLister.ListedModel;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Formats of the lists that servers print. Other lines are skipped, because logs and
 * warnings share the stream.
 */
public enum ListingFormat {

	/** {@code shimmy list}: {@code   <id> => "<path>" [93MB]}. */
	LIST,

	/**
	 * {@code list --json} of the embedded engine:
	 * <code>{"models":[{"name","path","size_bytes"}]}</code>. Only the name is required.
	 * Each model begins a new line, because a long line would be cut.
	 */
	JSON;

	/** Quotes inside the path are escaped, so the last arrow precedes the path. */
	private static final String ARROW = " => \"";

	private static final Pattern SIZED = Pattern.compile("(\".*\") \\[[0-9]+MB[^\"]*]");

	/**
	 * Parses the output of a server; never throws.
	 * @param output the whole output
	 * @return the models, in the order of the output
	 */
	public List<ListedModel> parse(String output) {
		return switch (this) {
			case LIST -> output.lines().flatMap((line) -> parseLine(line).stream()).toList();
			case JSON -> parseJson(output);
		};
	}

	private static Optional<ListedModel> parseLine(String line) {
		int arrow = line.lastIndexOf(ARROW);
		String name = (line.startsWith("  ") && arrow >= 2) ? line.substring(2, arrow) : "";
		if (name.isBlank()) {
			return Optional.empty();
		}
		String rest = line.substring(arrow + ARROW.length() - 1);
		Matcher sized = SIZED.matcher(rest);
		return RustDebugText.decode(sized.matches() ? sized.group(1) : rest)
			.flatMap(ListingFormat::path)
			.map((path) -> new ListedModel(name, path));
	}

	/** The engine lists a model twice that was both registered and discovered. */
	private static List<ListedModel> parseJson(String json) {
		try {
			return JsonMapper.shared()
				.readTree(json)
				.path("models")
				.values()
				.stream()
				.flatMap((model) -> parseModel(model).stream())
				.distinct()
				.toList();
		}
		catch (JacksonException ex) {
			return List.of();
		}
	}

	private static Optional<ListedModel> parseModel(JsonNode model) {
		String name = model.path("name").asString("");
		return name.isBlank() ? Optional.empty()
				: Optional.of(new ListedModel(name, path(model.path("path").asString("")).orElse(null)));
	}

	/** The text as a path; empty if it is none. */
	static Optional<Path> path(String text) {
		try {
			return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
		}
		catch (InvalidPathException ex) {
			return Optional.empty();
		}
	}

}
