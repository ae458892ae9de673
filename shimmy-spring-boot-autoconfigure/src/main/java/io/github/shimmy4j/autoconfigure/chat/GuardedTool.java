package io.github.shimmy4j.autoconfigure.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.tool.JsonTexts;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.ai.tool.metadata.ToolMetadata;

/**
 * A tool whose definition has no control tokens. Definitions may come from a foreign
 * server, as those of MCP do. Tool calling itself uses the original.
 *
 * @param original does the work
 * @param getToolDefinition what the model reads
 */
record GuardedTool(ToolCallback original, ToolDefinition getToolDefinition) implements ToolCallback {

	/**
	 * Guards a tool.
	 * @param tool any tool
	 * @param marks the control tokens
	 * @param refuse whether they are refused and not broken
	 * @return the same tool if it has none
	 */
	static ToolCallback of(ToolCallback tool, ControlMarks marks, boolean refuse) {
		ToolDefinition told = tool.getToolDefinition();
		String description = Objects.requireNonNullElse(told.description(), "");
		List<String> texts = texts(told.inputSchema());
		texts.add(description);
		Optional<String> mark = texts.stream().flatMap((text) -> marks.firstIn(text).stream()).findFirst();
		if (mark.isEmpty()) {
			return tool;
		}
		if (refuse) {
			throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED,
					"The definition of the tool '%s' contains the control token '%s', and 'shimmy.chat.control-tokens' is 'refuse'"
						.formatted(told.name(), mark.get()));
		}
		return new GuardedTool(tool,
				ToolDefinition.builder()
					.name(told.name())
					.description(marks.breakIn(description))
					.inputSchema(JsonTexts.changed(told.inputSchema(), marks::breakIn))
					.build());
	}

	/** All names and strings in JSON; the text itself if it is no JSON. */
	static List<String> texts(String json) {
		List<String> texts = new ArrayList<>();
		JsonTexts.changed(json, (text) -> {
			texts.add(text);
			return text;
		});
		return texts;
	}

	@Override
	public ToolMetadata getToolMetadata() {
		return this.original.getToolMetadata();
	}

	@Override
	public String call(String toolInput) {
		return this.original.call(toolInput);
	}

}
