package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.schema.Grammar.Fixed;
import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Repeat;
import io.github.shimmy4j.engine.schema.Grammar.Rule;
import io.github.shimmy4j.engine.schema.Grammar.Text;

/**
 * Given texts, and rules for one or none of them. Texts that begin alike share the rules
 * of their beginning. Otherwise llama.cpp would try every token against each text.
 */
final class Literals {

	/** Excluded in a set of characters: quote, backslash and control characters. */
	private static final String NOT_IN_NAMES = "\"\\\\\\x7F\\x00-\\x1F";

	private static final Text END_OF_NAME = new Text("\":");

	private Literals() {
	}

	/** A value as JSON, without white space, and with half surrogate pairs escaped. */
	static String json(JsonNode value) {
		StringBuilder json = new StringBuilder();
		write(value, json);
		return json.toString();
	}

	private static void write(JsonNode value, StringBuilder json) {
		if (value.isObject()) {
			String before = "{";
			for (Map.Entry<String, JsonNode> entry : value.properties()) {
				json.append(before).append(quoted(entry.getKey())).append(':');
				write(entry.getValue(), json);
				before = ",";
			}
			json.append(value.isEmpty() ? "{}" : "}");
		}
		else if (value.isArray()) {
			String before = "[";
			for (JsonNode element : value) {
				json.append(before);
				write(element, json);
				before = ",";
			}
			json.append(value.isEmpty() ? "[]" : "]");
		}
		else {
			json.append(value.isString() ? quoted(value.asString()) : value.toString());
		}
	}

	/** A string as JSON. */
	static String quoted(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		text.codePoints().forEach((c) -> {
			if (c == '"' || c == '\\') {
				quoted.append('\\').appendCodePoint(c);
			}
			else if (c == '\n') {
				quoted.append("\\n");
			}
			else if (Character.isISOControl(c) || isSurrogate(c)) {
				quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
			}
			else {
				quoted.appendCodePoint(c);
			}
		});
		return quoted.append('"').toString();
	}

	/** One of several texts. */
	static List<List<Item>> oneOf(Collection<String> texts, Grammar grammar) {
		return alternatives(Node.tree(texts), grammar);
	}

	/** Recurses only where texts branch, which is less often than there are texts. */
	private static List<List<Item>> alternatives(Node node, Grammar grammar) {
		List<List<Item>> alternatives = new ArrayList<>();
		if (node.end) {
			alternatives.add(List.of());
		}
		for (Map.Entry<Integer, Node> entry : node.next.entrySet()) {
			StringBuilder run = new StringBuilder().appendCodePoint(entry.getKey());
			Node last = entry.getValue();
			while (!last.end && last.next.size() == 1) {
				Map.Entry<Integer, Node> only = last.next.entrySet().iterator().next();
				run.appendCodePoint(only.getKey());
				last = only.getValue();
			}
			List<Item> sequence = new ArrayList<>(List.of(new Text(run.toString())));
			if (!last.next.isEmpty()) {
				Rule rest = grammar.reserve();
				grammar.define(rest, alternatives(last, grammar));
				sequence.add(rest);
			}
			alternatives.add(sequence);
		}
		return alternatives;
	}

	/**
	 * A rule for any name of a property except the given ones, from its first character
	 * to the colon after it. Such a name has no escapes, so that it cannot be a given
	 * name in another spelling. Not recursive, since a name may be as long as the schema.
	 */
	static Rule otherThan(Collection<String> names, Grammar grammar) {
		Rule any = grammar
			.rule(List.of(new Repeat(new Fixed("[^" + NOT_IN_NAMES + "]"), 0, Grammar.UNLIMITED), END_OF_NAME));
		List<Node> nodes = new ArrayList<>(List.of(Node.tree(names)));
		Rule root = grammar.reserve();
		Map<Node, Rule> rules = new LinkedHashMap<>(Map.of(nodes.get(0), root));
		for (int i = 0; i < nodes.size(); i++) {
			for (Node next : nodes.get(i).next.values()) {
				rules.put(next, grammar.reserve());
				nodes.add(next);
			}
		}
		rules.forEach((node, rule) -> {
			List<List<Item>> alternatives = new ArrayList<>();
			if (!node.end) {
				alternatives.add(List.of(END_OF_NAME));
			}
			StringBuilder others = new StringBuilder("[^").append(NOT_IN_NAMES);
			node.next.forEach((c, next) -> {
				others.append(String.format(Locale.ROOT, "\\U%08x", c));
				if (c != '"' && c != '\\' && !Character.isISOControl(c) && !isSurrogate(c)) {
					alternatives.add(List.of(new Text(Character.toString(c)), rules.get(next)));
				}
			});
			alternatives.add(List.of(new Fixed(others.append(']').toString()), any));
			grammar.define(rule, alternatives);
		});
		return root;
	}

	private static boolean isSurrogate(int c) {
		return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
	}

	/** A place in a tree of texts, by code points. */
	private static final class Node {

		private final Map<Integer, Node> next = new TreeMap<>();

		private boolean end;

		static Node tree(Collection<String> texts) {
			Node root = new Node();
			for (String text : texts) {
				Node node = root;
				for (int c : text.codePoints().toArray()) {
					node = node.next.computeIfAbsent(c, (key) -> new Node());
				}
				node.end = true;
			}
			return root;
		}

	}

}
