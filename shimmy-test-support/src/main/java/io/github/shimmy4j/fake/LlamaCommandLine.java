package io.github.shimmy4j.fake;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code llama-server}, and the variables that stand for its flags.
 *
 * @param host where to listen
 * @param port where to listen
 * @param model the file
 * @param templateFile has the chat template, in place of the model's own
 * @param aliases names of the model, those of the variable and of the flag together
 * @param parallel number of slots; negative for four that share the whole context
 * @param contextSize tokens of all slots together; 0 for what the model was trained for
 * @param verbosity 3 unless told
 * @param embedding how it makes embeddings; null if it makes none
 * @param projector the file that lets the model see images; null for none
 * @param keys any of which opens the keyed routes; none if they are open
 * @param warnings about variables that flags override
 */
record LlamaCommandLine(String host, int port, @Nullable Path model, @Nullable Path templateFile,
		SortedSet<String> aliases, int parallel, int contextSize, int verbosity, @Nullable Embedding embedding,
		@Nullable Path projector, List<String> keys, List<String> warnings) {

	/**
	 * Reads both. Where a flag and its variable differ, the flag counts.
	 * @throws ExitException with status 1 and the real one's words for a flag that does
	 * not exist, lacks its value, or has a wrong one
	 */
	static LlamaCommandLine parse(Map<String, String> environment, String... arguments) {
		Map<LlamaFlag, String> values = new EnumMap<>(LlamaFlag.class);
		SortedSet<String> aliases = new TreeSet<>();
		List<String> warnings = new ArrayList<>();
		for (LlamaFlag flag : LlamaFlag.values()) {
			String value = environment.get(flag.variable());
			if (value != null) {
				flag.check("environment variable", flag.variable(), value, "");
				values.put(flag, value);
			}
		}
		addTo(aliases, values.get(LlamaFlag.ALIAS));
		Deque<String> left = new ArrayDeque<>(List.of(arguments));
		while (!left.isEmpty()) {
			String name = left.pop();
			LlamaFlag flag = LlamaFlag.of(name);
			String value = flag.takesValue() ? left.poll() : "";
			flag.check("argument", name, value, flag.usage());
			if (environment.containsKey(flag.variable())) {
				warnings.add("warn: %s environment variable is set, but will be overwritten by command line argument %s"
					.formatted(flag.variable(), name));
			}
			values.put(flag, String.valueOf(value));
			addTo(aliases, (flag == LlamaFlag.ALIAS) ? value : null);
		}
		return new LlamaCommandLine(values.getOrDefault(LlamaFlag.HOST, "127.0.0.1"),
				number(values, LlamaFlag.PORT, 8080), path(values.get(LlamaFlag.MODEL)),
				path(values.get(LlamaFlag.TEMPLATE_FILE)), aliases, number(values, LlamaFlag.PARALLEL, -1),
				number(values, LlamaFlag.CONTEXT, 0), number(values, LlamaFlag.VERBOSITY, 3),
				values.containsKey(LlamaFlag.EMBEDDINGS) ? new Embedding(values.getOrDefault(LlamaFlag.POOLING, ""),
						number(values, LlamaFlag.UBATCH, 512)) : null,
				path(values.get(LlamaFlag.PROJECTOR)), split(values.get(LlamaFlag.KEY)), warnings);
	}

	/**
	 * The name in answers: the first alias in the alphabet, else the file as it was
	 * given.
	 */
	String modelName() {
		return this.aliases.isEmpty() ? String.valueOf(this.model) : this.aliases.first();
	}

	int slots() {
		return (this.parallel < 0) ? 4 : this.parallel;
	}

	/** Tokens of one slot. The real one rounds up as well. */
	int slotContext(int trained) {
		int total = rounded((this.contextSize > 0) ? this.contextSize : trained);
		return Math.min(trained, (this.parallel < 0) ? total : rounded(total / this.parallel));
	}

	private static int rounded(int tokens) {
		return (tokens + 255) / 256 * 256;
	}

	private static @Nullable Path path(@Nullable String value) {
		return (value != null) ? Path.of(value) : null;
	}

	private static int number(Map<LlamaFlag, String> values, LlamaFlag flag, int otherwise) {
		String value = values.get(flag);
		return (value != null) ? Integer.parseInt(value) : otherwise;
	}

	private static void addTo(SortedSet<String> aliases, @Nullable String value) {
		aliases.addAll(split(value));
	}

	private static List<String> split(@Nullable String value) {
		return (value == null) ? List.of()
				: Arrays.stream(value.split(",")).map(String::strip).filter((part) -> !part.isEmpty()).toList();
	}

	/**
	 * How vectors are made.
	 *
	 * @param pooling how those of the tokens become one; empty for the model's own way
	 * @param batch most tokens of a text
	 */
	record Embedding(String pooling, int batch) {

		boolean pools(boolean modelPools) {
			return this.pooling.isEmpty() ? modelPools : !"none".equals(this.pooling);
		}

	}

}
