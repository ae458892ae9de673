package io.github.shimmy4j.protocol.responses;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The names of the offered tools. Models know functions with one name, so a namespace
 * becomes the beginning of the name. Of one request.
 */
public final class ToolNames {

	private static final String SEPARATOR = "__";

	/** The longest name that servers accept. */
	private static final int LONGEST = 64;

	/** Characters of a digest. Names that begin alike do not share it by chance. */
	private static final int DIGEST = 12;

	private final Map<String, Name> names = new HashMap<>();

	private final Map<String, String> paths = new HashMap<>();

	/**
	 * The name that the model knows. It has at most 64 characters, as servers demand; a
	 * longer one ends with its digest, so that later requests get the same name.
	 */
	static String flat(String namespace, String name) {
		String whole = namespace.isEmpty() ? name
				: namespace.endsWith(SEPARATOR) ? namespace + name : namespace + SEPARATOR + name;
		return (whole.length() <= LONGEST) ? whole : beginning(whole) + "_" + digest(whole);
	}

	/** Half of a surrogate pair is no text in UTF-8. */
	private static String beginning(String name) {
		int end = LONGEST - DIGEST - 1;
		return name.substring(0, Character.isHighSurrogate(name.charAt(end - 1)) ? end - 1 : end);
	}

	/** The UUID of a name is its digest; the first digits hold no version. */
	private static String digest(String name) {
		return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
			.toString()
			.replace("-", "")
			.substring(0, DIGEST);
	}

	/**
	 * Adds a tool.
	 * @param name the client's name
	 * @param path where the request has it, such as {@code tools[2].tools[0]}
	 * @return false if the model knows another one by this name
	 */
	boolean add(Name name, String path) {
		String flat = flat(name.namespace(), name.name());
		this.paths.putIfAbsent(flat, path);
		return this.names.putIfAbsent(flat, name) == null;
	}

	/** Where the request has a tool that the model knows by this name. */
	public String path(String flat) {
		return this.paths.getOrDefault(flat, "tools");
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
