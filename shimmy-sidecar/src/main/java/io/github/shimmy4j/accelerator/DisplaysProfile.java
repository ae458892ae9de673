package io.github.shimmy4j.accelerator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the output of {@code system_profiler SPDisplaysDataType -json}: the GPUs of a
 * Mac.
 */
final class DisplaysProfile {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** Fields for the support of Metal: of the newest macOS, and of 10.14 to 12. */
	private static final List<String> METAL_FIELDS = List.of("spdisplays_mtlgpufamilysupport", "spdisplays_metalfamily",
			"spdisplays_metal");

	private DisplaysProfile() {
	}

	/** The devices; those with Metal are GPUs. Empty if the output is incomplete. */
	static List<FoundDevice> devices(List<String> lines) {
		List<FoundDevice> devices = new ArrayList<>();
		for (JsonNode entry : parse(lines).path("SPDisplaysDataType")) {
			String name = Stream.of("sppci_model", "_name")
				.map((field) -> text(entry, field))
				.filter((text) -> !text.isBlank())
				.findFirst()
				.orElse("");
			if (!name.isEmpty()) {
				devices.add(FoundDevice.of(name, hasMetal(entry), detail(entry)));
			}
		}
		return List.copyOf(devices);
	}

	private static JsonNode parse(List<String> lines) {
		try {
			return JSON.readTree(String.join("\n", lines));
		}
		catch (JacksonException ex) {
			return JSON.createObjectNode();
		}
	}

	private static boolean hasMetal(JsonNode entry) {
		return METAL_FIELDS.stream()
			.map((field) -> text(entry, field))
			.anyMatch((support) -> !support.isBlank() && !support.contains("notsupported"));
	}

	private static String detail(JsonNode entry) {
		String cores = text(entry, "sppci_cores");
		return cores.isBlank() ? "" : cores + " cores";
	}

	private static String text(JsonNode entry, String field) {
		return entry.path(field).asString("");
	}

}
