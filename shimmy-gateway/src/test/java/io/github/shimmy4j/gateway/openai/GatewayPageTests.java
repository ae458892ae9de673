package io.github.shimmy4j.gateway.openai;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.TokenDelivery;
import io.github.shimmy4j.capability.ToolSupport;
import io.github.shimmy4j.documentation.DocumentedKey;
import io.github.shimmy4j.documentation.GeneratedTables;
import io.github.shimmy4j.documentation.KeyMetadata;
import io.github.shimmy4j.documentation.KeyTables;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.claude.ClaudeErrorForm;
import io.github.shimmy4j.protocol.claude.ClaudeError;
import io.github.shimmy4j.protocol.claude.ClaudeFields;
import io.github.shimmy4j.protocol.field.FieldRules;
import io.github.shimmy4j.protocol.ollama.FieldTable;
import io.github.shimmy4j.protocol.responses.ResponsesFields;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The tables of docs/gateway.md are what the code says. */
class GatewayPageTests {

	private static final Path PAGE = Path.of("..", "docs", "gateway.md");

	private static final List<ServerCapabilities> SERVERS = List.of(ServerCapabilities.EMBEDDED,
			ServerCapabilities.LLAMA_SERVER, ServerCapabilities.SHIMMY_1, ServerCapabilities.SHIMMY_2,
			ServerCapabilities.OPENAI);

	private static final List<Feature> FEATURES = List.of(Feature.TOOLS, Feature.RESPONSE_FORMAT, Feature.MEDIA,
			Feature.TEXT_COMPLETIONS, Feature.MULTIPLE_CHOICES, Feature.LOGPROBS, Feature.ANSWER_PREFIX);

	@Test
	void pageHasTheKeysOfTheGateway() throws IOException {
		List<DocumentedKey> keys = keys();
		assertThat(keys).hasSizeGreaterThan(10);
		GeneratedTables.assertFilled(PAGE, (lines) -> new KeyTables(lines).filledWith(keys));
	}

	@Test
	void sizeIsRefusedInTheWordsOfASize() throws IOException {
		assertThat(keys()).filteredOn((key) -> key.name().equals("shimmy.gateway.limits.body"))
			.extracting(DocumentedKey::allowed)
			.containsExactly("a size from 1KB to 512MB");
	}

	private static List<DocumentedKey> keys() throws IOException {
		return KeyMetadata.ofClassPath().stream().filter((key) -> key.name().startsWith("shimmy.gateway.")).toList();
	}

	@Test
	void pageHasTheTablesOfTheCode() throws IOException {
		Map<String, List<String>> tables = new LinkedHashMap<>();
		tables.put("parameters", parameters());
		tables.put("servers", servers());
		tables.put("errors", errors());
		tables.put("claude errors", claudeErrors());
		for (FieldTable each : FieldTable.values()) {
			tables.put("ollama " + each.name().toLowerCase(Locale.ROOT), fields(each));
		}
		for (ClaudeFields each : ClaudeFields.values()) {
			tables.put("claude " + each.name().toLowerCase(Locale.ROOT),
					fields((each == ClaudeFields.BLOCK) ? "Type of block" : "Field", each));
		}
		for (ResponsesFields each : ResponsesFields.values()) {
			String head = switch (each) {
				case ITEM -> "Type of item";
				case PART -> "Type of part";
				case TOOL -> "Type of tool";
				default -> "Field";
			};
			tables.put("responses " + each.name().toLowerCase(Locale.ROOT), fields(head, each));
		}
		GeneratedTables.assertFilled(PAGE, (lines) -> new GeneratedTables("table", lines).filledWith((name) -> {
			List<String> table = tables.remove(name);
			assertThat(table).as("there is no table '%s', or it has a place already", name).isNotNull();
			return table;
		}));
		assertThat(tables.keySet()).as("these tables have no place; name them in a comment 'table'").isEmpty();
	}

	private static List<String> parameters() {
		return table("Field | What happens | Values, or why",
				Stream.of(ChatParameters.values()).map(ChatParameters::row));
	}

	private static List<String> servers() {
		List<String> rows = new ArrayList<>();
		FEATURES.forEach((feature) -> rows.add(row(feature.description(), (server) -> fulfilment(server, feature))));
		rows.add(row("tokens one by one",
				(server) -> (server.delivery() == TokenDelivery.INCREMENTAL) ? "yes" : "no, all at the end"));
		rows.add(row("ends an answer when its client leaves", (server) -> server.cancelsOnDisconnect() ? "yes" : "no"));
		return table("Request | " + SERVERS.stream().map(ServerCapabilities::kind).collect(Collectors.joining(" | ")),
				rows.stream());
	}

	private static String row(String name, Function<ServerCapabilities, String> cell) {
		return "| %s | %s |".formatted(name, SERVERS.stream().map(cell).collect(Collectors.joining(" | ")));
	}

	private static String fulfilment(ServerCapabilities server, Feature feature) {
		if (feature == Feature.TOOLS && server.tools() == ToolSupport.BY_SCHEMA) {
			return "emulated";
		}
		return server.fulfils(feature) ? "yes" : "refused";
	}

	/** As clients are told each failure. */
	private static List<String> errors() {
		Map<String, List<String>> codes = new TreeMap<>();
		for (ShimmyErrorCode each : ShimmyErrorCode.values()) {
			Failure failure = Failure.of(new ShimmyException(each, "Nothing works"));
			String code = JsonMapper.shared().readTree(OpenAiErrors.body(failure)).at("/error/code").asString();
			String retry = (failure.retryAfter() != null) ? failure.retryAfter().toSeconds() + " s" : "";
			codes.computeIfAbsent("| %d | %%s | %s |".formatted(failure.status(), retry), (row) -> new ArrayList<>())
				.add("`" + code + "`");
		}
		return table("Status | `code` | `Retry-After`",
				codes.entrySet().stream().map((row) -> row.getKey().formatted(String.join(", ", row.getValue()))));
	}

	private static List<String> claudeErrors() {
		Map<String, List<String>> codes = new TreeMap<>();
		for (ShimmyErrorCode each : ShimmyErrorCode.values()) {
			int status = new ClaudeErrorForm().told(Failure.of(new ShimmyException(each, "Nothing works"))).status();
			codes
				.computeIfAbsent("| %d | `%s` | %%s |".formatted(status, ClaudeError.of(status, "").type()),
						(row) -> new ArrayList<>())
				.add("`" + each.name().toLowerCase(Locale.ROOT) + "`");
		}
		return table("Status | `type` | Codes",
				codes.entrySet().stream().map((row) -> row.getKey().formatted(String.join(", ", row.getValue()))));
	}

	private static List<String> fields(FieldRules table) {
		return fields("Field", table);
	}

	private static List<String> fields(String head, FieldRules table) {
		return table(head + " | What happens | Meaning, or why",
				table.rules()
					.stream()
					.map((rule) -> "| `%s` | %s | %s |".formatted(rule.field(), switch (rule.treatment()) {
						case MAPPED -> "obeyed";
						case WITHOUT_EFFECT -> "accepted without effect";
						case REFUSED -> "refused";
					}, rule.note())));
	}

	private static List<String> table(String heads, Stream<String> rows) {
		String head = "| " + heads + " |";
		String line = head.replaceAll("[^|]+", " --- ");
		return Stream.concat(Stream.of(head, line), rows).toList();
	}

}
