package io.github.shimmy4j.protocol.responses;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.Tool;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import io.github.shimmy4j.protocol.field.RequestObject;

/** Reads which of its tools a request wants to be called. */
final class ChoiceReader {

	private static final String CHOICE = "tool_choice";

	private static final String TYPE = "type";

	private static final String NAME = "name";

	private static final String MODE = "mode";

	private final RequestObject request;

	private final ToolReader tools;

	ChoiceReader(RequestObject request, ToolReader tools) {
		this.request = request;
		this.tools = tools;
	}

	ToolOffer offer() {
		boolean parallel = !Boolean.FALSE.equals(this.request.flag("parallel_tool_calls"));
		List<Tool> offered = this.tools.tools();
		ToolChoice choice = ToolChoice.AUTO;
		if (!this.request.get(CHOICE).isObject()) {
			choice = mode();
		}
		else {
			RequestObject chosen = this.request.requiredObject(CHOICE, ResponsesFields.TOOL_CHOICE);
			switch (chosen.text(TYPE)) {
				case "function", "custom" -> choice = ToolChoice.only(named(chosen));
				case "allowed_tools" -> {
					Set<String> allowed = allowed(chosen);
					offered = offered.stream().filter((tool) -> allowed.contains(tool.name())).toList();
					choice = modeOfAllowed(chosen);
				}
				default -> throw ToolReader.notHere(chosen);
			}
		}
		return offered.isEmpty() ? ToolOffer.NONE : new ToolOffer(offered, choice, parallel);
	}

	private ToolChoice mode() {
		return switch (this.request.text(CHOICE)) {
			case "", "auto" -> ToolChoice.AUTO;
			case "none" -> ToolChoice.NONE;
			case "required" -> {
				if (this.tools.names().isEmpty()) {
					throw this.request.rejected(CHOICE, "'auto' or 'none' where there are no tools");
				}
				yield ToolChoice.REQUIRED;
			}
			default -> throw this.request.rejected(CHOICE, ResponsesValues.TOOL_CHOICE.allowed("an object"));
		};
	}

	private static ToolChoice modeOfAllowed(RequestObject chosen) {
		return switch (chosen.text(MODE)) {
			case "auto" -> ToolChoice.AUTO;
			case "required" -> ToolChoice.REQUIRED;
			default -> throw chosen.rejected(MODE, ResponsesValues.ALLOWED_TOOLS_MODE.allowed());
		};
	}

	private String named(RequestObject chosen) {
		String flat = ToolNames.flat(chosen.text("namespace"), chosen.requiredText(NAME));
		if (!this.tools.names().has(flat)) {
			throw chosen.rejected(NAME, "the name of one of the tools");
		}
		return flat;
	}

	/** Tools that are skipped may be among them, but not alone. */
	private Set<String> allowed(RequestObject chosen) {
		List<RequestObject> listed = new ArrayList<>(chosen.objects("tools", ResponsesFields.TOOL_CHOICE, "tools"));
		Set<String> allowed = new HashSet<>();
		for (RequestObject each : listed) {
			if (Set.of("function", "custom").contains(each.text(TYPE))) {
				allowed.add(named(each));
			}
		}
		if (allowed.isEmpty()) {
			throw chosen.rejected("tools", "a list of at least one function or custom tool");
		}
		return allowed;
	}

}
