package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Rule;
import io.github.shimmy4j.engine.schema.Grammar.Text;

/**
 * Values that are given, written as JSON, and rules for one of several. Those that begin
 * alike share their beginning: otherwise every token would be tried against each of them.
 */
final class Literals {

	private Literals() {
	}

	/** A value as JSON, without white space, with all that UTF-8 cannot carry escaped. */
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
			else if (Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
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
		Node root = new Node();
		for (String text : texts) {
			Node node = root;
			for (int c : text.codePoints().toArray()) {
				node = node.next.computeIfAbsent(c, (key) -> new Node());
			}
			node.end = true;
		}
		return alternatives(root, grammar);
	}

	/** Goes down as deep as texts branch, which is less often than there are texts. */
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

	private static final class Node {

		private final Map<Integer, Node> next = new TreeMap<>();

		private boolean end;

	}

}
