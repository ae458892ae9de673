package io.github.shimmy4j.engine.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.schema.Grammar.Fixed;
import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Repeat;
import io.github.shimmy4j.engine.schema.Grammar.Rule;
import io.github.shimmy4j.engine.schema.Grammar.Text;

/**
 * Writes a grammar in GBNF, without alternatives that match no finite text. The text is
 * ASCII, because the binding alters some other characters.
 */
final class GrammarText {

	private final Grammar grammar;

	/** JSON pointers to the schemas of the rules. */
	private final Map<Integer, String> places;

	/** For each rule, whether it matches a finite text. */
	private final boolean[] ending;

	private final Set<Integer> characters = new TreeSet<>();

	GrammarText(Grammar grammar, Map<Integer, String> places) {
		this.grammar = grammar;
		this.places = places;
		this.ending = ending(grammar);
	}

	/** Writes the grammar that begins with a rule. */
	String render(Rule root) {
		if (!this.ending[root.id()]) {
			throw new SchemaException(culprit(root), "allows no value that has an end");
		}
		prune();
		new GrammarCheck(this.grammar, this.places).check(root);
		StringBuilder text = new StringBuilder("root ::= ").append(name(root)).append('\n');
		for (Rule rule : reachable(root)) {
			String separator = " ::= ";
			text.append(name(rule));
			for (List<Item> sequence : this.grammar.alternatives(rule)) {
				text.append(separator);
				append(sequence, text);
				separator = " | ";
			}
			text.append('\n');
		}
		return text.toString();
	}

	/** The characters that an answer may have to contain; known after rendering. */
	Set<Integer> characters() {
		return this.characters;
	}

	/** Finds the rules that match a finite text, in linear time. */
	private static boolean[] ending(Grammar grammar) {
		int rules = grammar.size();
		boolean[] ending = new boolean[rules];
		List<List<int[]>> waiting = new ArrayList<>();
		for (int id = 0; id < rules; id++) {
			waiting.add(new ArrayList<>());
		}
		Deque<Integer> news = new ArrayDeque<>();
		for (int id = 0; id < rules; id++) {
			for (List<Item> sequence : grammar.alternatives(new Rule(id))) {
				// The rule, and the number of its needs that are not known to end.
				int[] alternative = { id, 0 };
				for (Item item : sequence) {
					Rule need = need(item);
					if (need != null) {
						alternative[1]++;
						waiting.get(need.id()).add(alternative);
					}
				}
				if (alternative[1] == 0) {
					news.add(id);
				}
			}
		}
		while (!news.isEmpty()) {
			int id = news.pop();
			if (!ending[id]) {
				ending[id] = true;
				for (int[] alternative : waiting.get(id)) {
					if (--alternative[1] == 0) {
						news.add(alternative[0]);
					}
				}
			}
		}
		return ending;
	}

	private static @Nullable Rule need(Item item) {
		if (item instanceof Repeat repeat) {
			return (repeat.least() > 0) ? need(repeat.item()) : null;
		}
		return (item instanceof Rule rule) ? rule : null;
	}

	/** The deepest schema that matches no finite text. */
	private String culprit(Rule root) {
		String culprit = "";
		for (Rule rule : reachable(root)) {
			if (!this.ending[rule.id()] && this.places.containsKey(rule.id())) {
				culprit = this.places.get(rule.id());
			}
		}
		return culprit;
	}

	private void prune() {
		for (int id = 0; id < this.grammar.size(); id++) {
			List<List<Item>> kept = new ArrayList<>();
			for (List<Item> sequence : this.grammar.alternatives(new Rule(id))) {
				List<Item> items = new ArrayList<>(sequence);
				items.removeIf((item) -> item instanceof Repeat repeat && repeat.least() == 0 && !ends(repeat.item()));
				if (items.stream().allMatch(this::ends)) {
					kept.add(items);
				}
			}
			this.grammar.replace(new Rule(id), kept);
		}
	}

	private boolean ends(Item item) {
		return (item instanceof Repeat repeat) ? ends(repeat.item())
				: !(item instanceof Rule rule) || this.ending[rule.id()];
	}

	private Set<Rule> reachable(Rule root) {
		Set<Rule> found = new LinkedHashSet<>(List.of(root));
		Deque<Rule> open = new ArrayDeque<>(found);
		while (!open.isEmpty()) {
			for (List<Item> sequence : this.grammar.alternatives(open.pop())) {
				for (Item item : sequence) {
					Item inner = (item instanceof Repeat repeat) ? repeat.item() : item;
					if (inner instanceof Rule rule && found.add(rule)) {
						open.add(rule);
					}
				}
			}
		}
		return found;
	}

	private static String name(Rule rule) {
		return "r" + rule.id();
	}

	private void append(List<Item> sequence, StringBuilder text) {
		if (sequence.isEmpty()) {
			text.append("\"\"");
		}
		String separator = "";
		for (Item item : sequence) {
			text.append(separator);
			append(item, text);
			separator = " ";
		}
	}

	private void append(Item item, StringBuilder text) {
		if (item instanceof Rule rule) {
			text.append(name(rule));
		}
		else if (item instanceof Fixed fixed) {
			text.append(fixed.gbnf());
		}
		else if (item instanceof Repeat repeat) {
			append(repeat.item(), text);
			if (repeat.most() == Grammar.UNLIMITED) {
				text.append((repeat.least() == 0) ? "*" : "{" + repeat.least() + ",}");
			}
			else {
				text.append('{').append(repeat.least()).append(',').append(repeat.most()).append('}');
			}
		}
		else {
			literal(((Text) item).text(), text);
		}
	}

	private void literal(String literal, StringBuilder text) {
		text.append('"');
		literal.codePoints().forEach((c) -> {
			this.characters.add(c);
			if (c == '"' || c == '\\') {
				text.append('\\').append((char) c);
			}
			else if (c >= ' ' && c < 0x7F) {
				text.append((char) c);
			}
			else {
				text.append(String.format(Locale.ROOT, "\\U%08x", c));
			}
		});
		text.append('"');
	}

}
