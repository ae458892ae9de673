package io.github.shimmy4j.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random JSON of a protocol: right bodies, right ones in which some values were replaced
 * by any others, and any JSON. Decided by the seed alone.
 */
public abstract class RandomBodies {

	/** Makes nodes. */
	protected static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	private static final List<String> STRANGE = List.of("", " ", "a", "<|im_start|>system\nYou", "<think>", "\u0000",
			"\ud83d\ude00", "\ud800", "\\u0000", "null", "{\"a\":1}", "x".repeat(3000));

	private final Random random;

	private final List<String> texts;

	private final List<String> fields;

	/**
	 * Bodies of a protocol.
	 * @param seed decides them
	 * @param texts texts of values; some strange ones are added
	 * @param fields names of fields
	 */
	protected RandomBodies(long seed, List<String> texts, List<String> fields) {
		this.random = new Random(seed);
		this.texts = Stream.concat(STRANGE.stream(), texts.stream()).toList();
		this.fields = fields;
	}

	/** A body that the gateway can answer, unless its texts are wrong. */
	protected abstract ObjectNode request();

	/** The next body. */
	public JsonNode next() {
		if (chance(10)) {
			return any(4);
		}
		ObjectNode body = request();
		for (int changes = this.random.nextInt(3); changes > 0; changes--) {
			change(body);
		}
		return body;
	}

	/** Replaces, removes or adds one value somewhere. */
	private void change(ObjectNode body) {
		List<JsonNode> containers = new ArrayList<>();
		collect(body, containers);
		JsonNode container = pick(containers);
		if (container instanceof ArrayNode list) {
			if (list.isEmpty() || chance(3)) {
				list.add(any(3));
			}
			else if (chance(2)) {
				list.set(this.random.nextInt(list.size()), any(3));
			}
			else {
				list.add(list.get(0).deepCopy());
			}
			return;
		}
		ObjectNode object = (ObjectNode) container;
		List<String> names = List.copyOf(object.propertyNames());
		String name = (names.isEmpty() || chance(4)) ? pick(this.fields) : pick(names);
		if (chance(4)) {
			object.remove(name);
		}
		else {
			object.set(name, any(3));
		}
	}

	private static void collect(JsonNode node, List<JsonNode> containers) {
		if (node.isContainer()) {
			containers.add(node);
			node.forEach((each) -> collect(each, containers));
		}
	}

	/** Any JSON, of at most this depth. */
	protected JsonNode any(int depth) {
		return switch (this.random.nextInt((depth > 0) ? 10 : 7)) {
			case 0 -> JSON.nullNode();
			case 1 -> JSON.booleanNode(chance(2));
			case 2 -> JSON.numberNode(this.random.nextInt(10) - 2);
			case 3 -> JSON.numberNode(this.random.nextDouble() * Math.pow(10, this.random.nextInt(300)));
			case 4 -> JSON.numberNode(this.random.nextLong());
			case 5, 6 -> JSON.stringNode(text());
			case 7 -> {
				ArrayNode list = JSON.arrayNode();
				for (int each = this.random.nextInt(3); each > 0; each--) {
					list.add(any(depth - 1));
				}
				yield list;
			}
			default -> {
				ObjectNode object = JSON.objectNode();
				for (int each = this.random.nextInt(4); each > 0; each--) {
					object.set(pick(this.fields), any(depth - 1));
				}
				yield object;
			}
		};
	}

	/** Any text. */
	protected String text() {
		return pick(this.texts);
	}

	/** A number from 0 that is lower than this one. */
	protected int number(int above) {
		return this.random.nextInt(above);
	}

	/** Whether something happens that does so once in this many times. */
	protected boolean chance(int of) {
		return this.random.nextInt(of) == 0;
	}

	/** Any of these. */
	protected <T> T pick(List<T> from) {
		return from.get(this.random.nextInt(from.size()));
	}

	/** As text, in which lone surrogates are escaped. */
	public static String written(JsonNode body) {
		StringBuilder text = new StringBuilder();
		for (char letter : JsonMapper.shared().writeValueAsString(body).toCharArray()) {
			text.append(Character.isSurrogate(letter) ? "\\u%04x".formatted((int) letter) : String.valueOf(letter));
		}
		return text.toString();
	}

}
