package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A grammar in llama.cpp's notation, read as llama.cpp reads it, by a reader that shares
 * no code with its writer. Refuses what llama.cpp refuses or does not survive.
 */
final class Gbnf {

	private static final int[] SAMPLES = "aZ09 /{}[]:,.-+_é漢🎉\u2028".codePoints().toArray();

	/** What a grammar consists of. */
	private sealed interface Node {

	}

	private record Sequence(List<Node> nodes) implements Node {

	}

	private record Choice(List<Node> nodes) implements Node {

	}

	private record Rule(String name) implements Node {

	}

	private record Repeat(Node node, int least, int most) implements Node {

	}

	private record Characters(boolean inverted, List<int[]> ranges) implements Node {

		boolean has(int c) {
			return this.ranges.stream().anyMatch((range) -> range[0] <= c && c <= range[1]) != this.inverted;
		}

	}

	private final String text;

	private final Map<String, Node> rules = new LinkedHashMap<>();

	private final Map<String, Integer> heights = new HashMap<>();

	private int at;

	private Gbnf(String text) {
		this.text = text;
	}

	static Gbnf parse(String text) {
		Gbnf grammar = new Gbnf(text);
		while (grammar.at < text.length()) {
			grammar.rule();
		}
		grammar.check();
		return grammar;
	}

	private IllegalArgumentException wrong(String problem) {
		int from = Math.max(0, this.at - 30);
		return new IllegalArgumentException(problem + " at " + this.at + ": "
				+ this.text.substring(from, Math.min(this.text.length(), this.at + 30)));
	}

	private void rule() {
		String name = name();
		expect(" ::= ");
		if (this.rules.put(name, choice()) != null) {
			throw wrong("second rule " + name);
		}
		expect("\n");
	}

	private void expect(String expected) {
		if (!this.text.startsWith(expected, this.at)) {
			throw wrong("no " + expected);
		}
		this.at += expected.length();
	}

	private char peek() {
		return (this.at < this.text.length()) ? this.text.charAt(this.at) : '\0';
	}

	private String name() {
		int from = this.at;
		while (Character.isLetterOrDigit(peek()) || peek() == '-') {
			this.at++;
		}
		if (from == this.at) {
			throw wrong("no name");
		}
		return this.text.substring(from, this.at);
	}

	private Node choice() {
		List<Node> nodes = new ArrayList<>(List.of(sequence()));
		while (peek() == '|') {
			this.at++;
			nodes.add(sequence());
		}
		return new Choice(nodes);
	}

	private Node sequence() {
		List<Node> nodes = new ArrayList<>();
		while (true) {
			while (peek() == ' ') {
				this.at++;
			}
			char c = peek();
			if (c == '"') {
				nodes.add(repeated(literal()));
			}
			else if (c == '[') {
				nodes.add(repeated(characters()));
			}
			else if (c == '(') {
				this.at++;
				Node group = choice();
				expect(")");
				nodes.add(repeated(group));
			}
			else if (Character.isLetterOrDigit(c)) {
				nodes.add(repeated(new Rule(name())));
			}
			else {
				return new Sequence(nodes);
			}
		}
	}

	private Node repeated(Node node) {
		switch (peek()) {
			case '*', '+', '?' -> {
				char c = this.text.charAt(this.at++);
				return new Repeat(node, (c == '+') ? 1 : 0, (c == '?') ? 1 : Integer.MAX_VALUE);
			}
			case '{' -> {
				int end = this.text.indexOf('}', this.at);
				String[] counts = this.text.substring(this.at + 1, end).split(",", -1);
				this.at = end + 1;
				int least = Integer.parseInt(counts[0]);
				int most = (counts.length == 1) ? least
						: counts[1].isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(counts[1]);
				if (least > most || most == 0) {
					throw wrong("repeated " + least + " to " + most + " times");
				}
				return new Repeat(node, least, most);
			}
			default -> {
				return node;
			}
		}
	}

	private Node literal() {
		this.at++;
		List<Node> nodes = new ArrayList<>();
		while (peek() != '"') {
			int c = character();
			nodes.add(new Characters(false, List.of(new int[] { c, c })));
		}
		this.at++;
		return new Sequence(nodes);
	}

	private Node characters() {
		this.at++;
		boolean inverted = peek() == '^';
		this.at += inverted ? 1 : 0;
		List<int[]> ranges = new ArrayList<>();
		while (peek() != ']') {
			int first = character();
			int last = first;
			if (peek() == '-' && this.text.charAt(this.at + 1) != ']') {
				this.at++;
				last = character();
			}
			ranges.add(new int[] { first, last });
		}
		this.at++;
		return new Characters(inverted, ranges);
	}

	private int character() {
		char c = peek();
		this.at++;
		if (c < ' ' || c > '~') {
			throw wrong("a character that is not plain ASCII");
		}
		if (c != '\\') {
			return c;
		}
		char kind = this.text.charAt(this.at++);
		int digits = (kind == 'x') ? 2 : (kind == 'u') ? 4 : (kind == 'U') ? 8 : 0;
		if (digits > 0) {
			this.at += digits;
			return Integer.parseInt(this.text, this.at - digits, this.at, 16);
		}
		return switch (kind) {
			case 't' -> '\t';
			case 'r' -> '\r';
			case 'n' -> '\n';
			case '\\', '"', '[', ']', '-' -> kind;
			default -> throw wrong("unknown escape");
		};
	}

	private void check() {
		if (!this.rules.containsKey("root")) {
			throw wrong("no root");
		}
		this.rules.forEach((name, node) -> begins(node, new HashSet<>(Set.of(name)), new HashSet<>()));
		boolean more = true;
		while (more) {
			more = false;
			for (Map.Entry<String, Node> rule : this.rules.entrySet()) {
				int height = height(rule.getValue());
				Integer before = this.heights.get(rule.getKey());
				if (height < Integer.MAX_VALUE && (before == null || height < before)) {
					this.heights.put(rule.getKey(), height);
					more = true;
				}
			}
		}
		if (this.heights.size() < this.rules.size()) {
			throw wrong("rules that never end");
		}
	}

	/** Follows all beginnings of a node, and returns whether it can be empty. */
	private boolean begins(Node node, Set<String> path, Set<String> seen) {
		if (node instanceof Rule rule) {
			if (!this.rules.containsKey(rule.name)) {
				throw wrong("no rule " + rule.name);
			}
			if (!path.add(rule.name)) {
				throw wrong("left recursion of " + rule.name);
			}
			boolean empty = begins(this.rules.get(rule.name), path, seen);
			path.remove(rule.name);
			return empty;
		}
		if (node instanceof Repeat repeat) {
			if (begins(repeat.node, path, seen)) {
				throw wrong("repeats what can be empty");
			}
			return repeat.least == 0;
		}
		if (node instanceof Choice choice) {
			boolean empty = false;
			for (Node each : choice.nodes) {
				empty |= begins(each, path, seen);
			}
			return empty;
		}
		if (node instanceof Sequence sequence) {
			for (Node each : sequence.nodes) {
				if (!begins(each, path, seen)) {
					return false;
				}
			}
			return true;
		}
		return false;
	}

	private int height(Node node) {
		if (node instanceof Rule rule) {
			int height = this.heights.getOrDefault(rule.name, Integer.MAX_VALUE);
			return (height == Integer.MAX_VALUE) ? height : height + 1;
		}
		if (node instanceof Repeat repeat) {
			return (repeat.least == 0) ? 0 : height(repeat.node);
		}
		if (node instanceof Choice choice) {
			return choice.nodes.stream().mapToInt(this::height).min().orElse(0);
		}
		return (node instanceof Sequence sequence) ? sequence.nodes.stream().mapToInt(this::height).max().orElse(0) : 0;
	}

	/** Whether the whole text follows the grammar. */
	boolean accepts(String candidate) {
		return ends(new Rule("root"), candidate.codePoints().toArray(), 0, new HashMap<>())
			.contains(candidate.codePointCount(0, candidate.length()));
	}

	private Set<Integer> ends(Node node, int[] candidate, int from, Map<String, Set<Integer>> known) {
		if (node instanceof Rule rule) {
			String key = rule.name + " " + from;
			Set<Integer> ends = known.get(key);
			if (ends == null) {
				ends = ends(this.rules.get(rule.name), candidate, from, known);
				known.put(key, ends);
			}
			return ends;
		}
		Set<Integer> ends = new TreeSet<>();
		if (node instanceof Characters characters) {
			if (from < candidate.length && characters.has(candidate[from])) {
				ends.add(from + 1);
			}
		}
		else if (node instanceof Choice choice) {
			choice.nodes.forEach((each) -> ends.addAll(ends(each, candidate, from, known)));
		}
		else if (node instanceof Sequence sequence) {
			Set<Integer> now = Set.of(from);
			for (Node each : sequence.nodes) {
				now = step(each, candidate, now, known);
			}
			return now;
		}
		else if (node instanceof Repeat repeat) {
			Set<Integer> now = Set.of(from);
			for (int times = 0; !now.isEmpty() && times <= repeat.most; times++) {
				if (times >= repeat.least) {
					ends.addAll(now);
				}
				now = step(repeat.node, candidate, now, known);
			}
		}
		return ends;
	}

	private Set<Integer> step(Node node, int[] candidate, Set<Integer> from, Map<String, Set<Integer>> known) {
		Set<Integer> next = new TreeSet<>();
		from.forEach((each) -> next.addAll(ends(node, candidate, each, known)));
		return next;
	}

	/** Some text that follows the grammar. */
	String sample(Random random) {
		StringBuilder sample = new StringBuilder();
		sample(new Rule("root"), random, sample);
		return sample.toString();
	}

	private void sample(Node node, Random random, StringBuilder sample) {
		boolean enough = sample.length() > 200;
		if (node instanceof Rule rule) {
			sample(this.rules.get(rule.name), random, sample);
		}
		else if (node instanceof Choice choice) {
			Node chosen = choice.nodes.get(random.nextInt(choice.nodes.size()));
			if (enough) {
				for (Node each : choice.nodes) {
					chosen = (height(each) < height(chosen)) ? each : chosen;
				}
			}
			sample(chosen, random, sample);
		}
		else if (node instanceof Sequence sequence) {
			sequence.nodes.forEach((each) -> sample(each, random, sample));
		}
		else if (node instanceof Repeat repeat) {
			for (int times = 0; times < repeat.most
					&& (times < repeat.least || (!enough && random.nextInt(3) > 0)); times++) {
				sample(repeat.node, random, sample);
			}
		}
		else if (node instanceof Characters characters) {
			List<Integer> allowed = new ArrayList<>();
			for (int[] range : characters.inverted ? List.<int[]>of() : characters.ranges) {
				allowed.add(range[0] + random.nextInt(range[1] - range[0] + 1));
			}
			for (int c : SAMPLES) {
				if (characters.inverted && characters.has(c)) {
					allowed.add(c);
				}
			}
			sample.appendCodePoint(allowed.get(random.nextInt(allowed.size())));
		}
	}

}
