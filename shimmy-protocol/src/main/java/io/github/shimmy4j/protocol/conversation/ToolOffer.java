package io.github.shimmy4j.protocol.conversation;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools of a request, and whether the model calls them.
 *
 * @param tools all tools, in the client's order: another order would lose the server's
 * cache of the prompt
 * @param choice whether the model calls one of them
 * @param parallel whether one answer may have several calls
 */
public record ToolOffer(List<Tool> tools, ToolChoice choice, boolean parallel) {

	/** No tools. */
	public static final ToolOffer NONE = new ToolOffer(List.of(), ToolChoice.AUTO, true);

	public ToolOffer {
		tools = List.copyOf(tools);
		Objects.requireNonNull(choice, "choice");
	}

	/** Tools that the model may call, several at once. */
	public static ToolOffer of(List<Tool> tools) {
		return tools.isEmpty() ? NONE : new ToolOffer(tools, ToolChoice.AUTO, true);
	}

	/** The tools that the answer may call. */
	public List<Tool> callable() {
		if (this.choice.mode() == Mode.NONE) {
			return List.of();
		}
		String named = this.choice.tool();
		return (named == null) ? this.tools : this.tools.stream().filter((tool) -> tool.name().equals(named)).toList();
	}

	/**
	 * A tool.
	 *
	 * @param name by which the model calls it
	 * @param description what it does; null if the request does not tell
	 * @param parameters JSON schema of its arguments, never changed; null if the request
	 * has none
	 * @param strict whether the arguments must follow the schema
	 */
	public record Tool(String name, @Nullable String description, @Nullable ObjectNode parameters, boolean strict) {

		public Tool {
			if (name.isEmpty()) {
				throw new IllegalArgumentException("A tool needs a name");
			}
		}

		/** A tool whose arguments need not follow the schema. */
		public Tool(String name, @Nullable String description, @Nullable ObjectNode parameters) {
			this(name, description, parameters, false);
		}

	}

	/**
	 * Whether the model calls a tool.
	 *
	 * @param mode whether it may, must or must not
	 * @param tool name of the tool that it must call; null for any
	 */
	public record ToolChoice(Mode mode, @Nullable String tool) {

		/** The model decides. */
		public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, null);

		/** The model must not call. */
		public static final ToolChoice NONE = new ToolChoice(Mode.NONE, null);

		/** The model must call any tool. */
		public static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, null);

		public ToolChoice {
			if (tool != null && (mode != Mode.REQUIRED || tool.isEmpty())) {
				throw new IllegalArgumentException("A tool is named only if it must be called");
			}
		}

		/** The model must call this tool. */
		public static ToolChoice only(String tool) {
			return new ToolChoice(Mode.REQUIRED, tool);
		}

	}

	/** Whether the model may, must or must not call. */
	public enum Mode {

		/** It decides. */
		AUTO,

		/** It must not. */
		NONE,

		/** It must. */
		REQUIRED

	}

}
