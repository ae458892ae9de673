package io.github.shimmy4j.protocol.responses;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The names of the offered tools. Models know functions with one name, so a namespace
 * becomes the beginning of the name. Of one request.
 */
public final class ToolNames {

	private static final String SEPARATOR = "__";

	private final Map<String, Name> names = new HashMap<>();

	/** The name that the model knows. */
	static String flat(String namespace, String name) {
		if (namespace.isEmpty()) {
			return name;
		}
		return namespace.endsWith(SEPARATOR) ? namespace + name : namespace + SEPARATOR + name;
	}

	/** Adds a tool; false if the model knows another one by this name. */
	boolean add(Name name) {
		return this.names.putIfAbsent(flat(name.namespace(), name.name()), name) == null;
	}

	/** Whether the model knows a tool by this name. */
	boolean has(String flat) {
		return this.names.containsKey(flat);
	}

	boolean isEmpty() {
		return this.names.isEmpty();
	}

	/** The client's name of a tool that the model has called. */
	Name of(String flat) {
		Name known = this.names.get(flat);
		return (known != null) ? known : new Name("", flat, false);
	}

	/**
	 * The client's name of a tool.
	 *
	 * @param namespace its namespace; empty if it has none
	 * @param name its name there
	 * @param custom whether its input is a text
	 */
	record Name(String namespace, String name, boolean custom) {

		@Nullable String namespaceOrNull() {
			return this.namespace.isEmpty() ? null : this.namespace;
		}

	}

}
