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
 * Forms in which servers print their models. Lines of any other form are skipped: logs
 * and warnings share the stream.
 */
public enum ListingFormat {

	/** {@code shimmy list}: {@code   <id> => "<path>" [93MB]}. */
	LIST,

	/**
	 * {@code list --json} of the embedded engine:
	 * <code>{"models":[{"name","path","size_bytes"}]}</code>, of which only the name is
	 * required. Each model begins on a line of its own, so that no line is so long that
	 * it is cut.
	 */
	JSON;

	/** Quotes within the path are escaped, so the arrow before it is the last one. */
	private static final String ARROW = " => \"";

	private static final Pattern SIZED = Pattern.compile("(\".*\") \\[[0-9]+MB[^\"]*]");

	/**
	 * Reads the models.
	 * @param output all that was printed
	 * @return the models, in its order; never an exception
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

	/** A registered model that was also discovered is listed twice. */
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

	/** The path that a text is; empty if it is none. */
	static Optional<Path> path(String text) {
		try {
			return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
		}
		catch (InvalidPathException ex) {
			return Optional.empty();
		}
	}

}
