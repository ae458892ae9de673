package io.github.shimmy4j.protocol.responses;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import io.github.shimmy4j.protocol.field.RequestObject;
import io.github.shimmy4j.protocol.responses.ToolNames.Name;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the field {@code tools}. For one request. */
final class ToolReader {

	/** The only argument of a custom tool. */
	static final String INPUT = "input";

	private static final String TYPE = "type";

	private static final String NAME = "name";

	private static final String DESCRIPTION = "description";

	private static final String TOOLS = "tools";

	/** Of the types that a hostile request may invent. */
	private static final String OTHER = "other";

	private final ToolNames names = new ToolNames();

	private final List<ToolOffer.Tool> tools = new ArrayList<>();

	private final Set<String> skipped = new LinkedHashSet<>();

	/** Reads the tools of a request. */
	static ToolReader of(RequestObject request) {
		ToolReader reader = new ToolReader();
		request.objects(TOOLS, ResponsesFields.TOOL_FIELD, TOOLS).forEach(reader::read);
		return reader;
	}

	/** The tools that the model is offered. */
	List<ToolOffer.Tool> tools() {
		return List.copyOf(this.tools);
	}

	/** Their names. */
	ToolNames names() {
		return this.names;
	}

	/** Types of tools that nobody here can run. */
	List<String> skipped() {
		return List.copyOf(this.skipped);
	}

	private void read(RequestObject tool) {
		if (!tool.requiredText(TYPE).equals("namespace")) {
			read(tool, "");
			return;
		}
		String namespace = tool.requiredText(NAME);
		tool.text(DESCRIPTION);
		tool.objects(TOOLS, ResponsesFields.TOOL_FIELD, TOOLS).forEach((each) -> read(each, namespace));
	}

	private void read(RequestObject tool, String namespace) {
		String type = tool.requiredText(TYPE);
		switch (type) {
			case "function" -> add(tool, namespace, false, tool.arguments("parameters"), tool.text(DESCRIPTION));
			case "custom" -> add(tool, namespace, true, input(), tool.text(DESCRIPTION) + grammar(tool));
			default -> this.skipped.add((ResponsesFields.TOOL.rule(type) != null) ? type : OTHER);
		}
	}

	private void add(RequestObject tool, String namespace, boolean custom, @Nullable ObjectNode parameters,
			String description) {
		Name name = new Name(namespace, tool.requiredText(NAME), custom);
		boolean strict = Boolean.TRUE.equals(tool.flag("strict"));
		if (!this.names.add(name, tool.path())) {
			throw tool.rejected(NAME, "a name that no other tool has");
		}
		this.tools
			.add(new ToolOffer.Tool(ToolNames.flat(namespace, name.name()), description.isEmpty() ? null : description,
					(parameters == null || parameters.isEmpty()) ? null : parameters, strict));
	}

	private static ObjectNode input() {
		ObjectNode schema = JsonMapper.shared().createObjectNode().put(TYPE, "object");
		schema.putObject("properties").putObject(INPUT).put(TYPE, "string");
		schema.putArray("required").add(INPUT);
		return schema.put("additionalProperties", false);
	}

	/** Servers cannot enforce it beside the schema of the arguments. */
	private static String grammar(RequestObject tool) {
		RequestObject format = tool.object("format", ResponsesFields.TOOL_FORMAT);
		if (format == null) {
			return "";
		}
		return switch (format.text(TYPE)) {
			case "text" -> "";
			case "grammar" -> "\n\nThe input must follow this grammar:\n" + format.requiredText("definition");
			default -> throw format.rejected(TYPE, "'text' or 'grammar'");
		};
	}

	/** The failure of a choice that only a skipped tool could fulfil. */
	static InvalidFieldException notHere(RequestObject choice) {
		FieldRule rule = ResponsesFields.TOOL.rule(choice.text(TYPE));
		return (rule != null && rule.treatment() == Treatment.WITHOUT_EFFECT)
				? InvalidFieldException.unsupported(choice.path(TYPE), choice.get(TYPE), rule.note())
				: choice.rejected(TYPE, "'function', 'custom' or 'allowed_tools'");
	}

}
