package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.shimmy4j.engine.schema.Grammar.Fixed;
import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Repeat;
import io.github.shimmy4j.engine.schema.Grammar.Rule;
import io.github.shimmy4j.engine.schema.Grammar.Text;

/**
 * Names of properties that are none of those declared. They are written without escapes,
 * so that a declared name cannot come in another spelling.
 */
final class OtherNames {

	private static final String NO_NAME = "\"\\\\\\x7F\\x00-\\x1F";

	private static final Text END = new Text("\":");

	private OtherNames() {
	}

	/** A rule from the name's first character to the colon after it. */
	static Rule than(Collection<String> declared, Grammar grammar) {
		Node root = new Node();
		for (String name : declared) {
			Node node = root;
			for (int c : name.codePoints().toArray()) {
				node = node.next.computeIfAbsent(c, (key) -> new Node());
			}
			node.declared = true;
		}
		Rule any = grammar.rule(List.of(new Repeat(new Fixed("[^" + NO_NAME + "]"), 0, Grammar.UNLIMITED), END));
		return rule(root, any, grammar);
	}

	/** Built from the leaves without recursion: a name may be as long as the schema. */
	private static Rule rule(Node root, Rule any, Grammar grammar) {
		List<Node> nodes = new ArrayList<>(List.of(root));
		for (int i = 0; i < nodes.size(); i++) {
			Node node = nodes.get(i);
			node.rule = grammar.reserve();
			nodes.addAll(node.next.values());
		}
		for (Node node : nodes) {
			List<List<Item>> alternatives = new ArrayList<>();
			if (!node.declared) {
				alternatives.add(List.of(END));
			}
			StringBuilder others = new StringBuilder("[^").append(NO_NAME);
			for (Map.Entry<Integer, Node> entry : node.next.entrySet()) {
				int c = entry.getKey();
				others.append(String.format(Locale.ROOT, "\\U%08x", c));
				if (isWritten(c)) {
					alternatives.add(List.of(new Text(Character.toString(c)), entry.getValue().rule));
				}
			}
			alternatives.add(List.of(new Fixed(others.append(']').toString()), any));
			grammar.define(node.rule, alternatives);
		}
		return root.rule;
	}

	/** Whether a name without escapes can contain it. */
	private static boolean isWritten(int c) {
		return c != '"' && c != '\\' && !Character.isISOControl(c)
				&& !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
	}

	private static final class Node {

		private final Map<Integer, Node> next = new TreeMap<>();

		private Rule rule = new Rule(-1);

		private boolean declared;

	}

}
