package io.github.shimmy4j.engine.llama;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.GgufHeader;
import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;
import io.github.shimmy4j.engine.model.ModelLoadException;
import io.github.shimmy4j.engine.model.ModelLoadException.Reason;
import io.github.shimmy4j.engine.model.Sampling;
import io.github.shimmy4j.engine.model.TokenSink;

/**
 * A model run by llama.cpp through {@code de.kherud:llama}; the only class that knows the
 * binding. A C++ exception that leaves any of its native methods but
 * {@code requestCompletion} ends the process, so what comes from outside goes through
 * that one, or is made harmless before.
 */
public final class LlamaLanguageModel implements LanguageModel {

	private static final JsonMapper JSON = new JsonMapper();

	/** A GGUF header of version 3, without metadata and tensors. */
	private static final byte[] EMPTY_MODEL = ByteBuffer.allocate(24)
		.order(ByteOrder.LITTLE_ENDIAN)
		.put("GGUF".getBytes(StandardCharsets.US_ASCII))
		.putInt(3)
		.array();

	private final LlamaModel model;

	private final GgufHeader header;

	private final LoadOptions options;

	/** Characters that have been tried. */
	private final Map<Integer, Boolean> writable = new ConcurrentHashMap<>();

	private LlamaLanguageModel(LlamaModel model, GgufHeader header, LoadOptions options) {
		this.model = model;
		this.header = header;
		this.options = options;
	}

	/**
	 * Loads a model. Takes seconds, and memory that only the end of the process gives
	 * back.
	 * @param file a GGUF file, or the first of its parts
	 * @param header what that file says of itself
	 * @param options how to load it
	 * @return the model, ready
	 * @throws ModelLoadException if that is not possible
	 */
	public static LanguageModel load(Path file, GgufHeader header, LoadOptions options) {
		Path directory = null;
		try {
			directory = new NativeDirectory(Path.of(System.getProperty("java.io.tmpdir")), Clock.systemUTC()).create();
			unpackLibrary(directory);
			LlamaModel model = loaded(passable(file, directory), options);
			silence(directory);
			return new LlamaLanguageModel(model, header, options);
		}
		catch (IOException | LinkageError | ClassNotFoundException ex) {
			throw new ModelLoadException(Reason.UNSUPPORTED_PLATFORM, "cannot load llama.cpp on "
					+ System.getProperty("os.name") + " " + System.getProperty("os.arch") + ": " + ex.getMessage());
		}
		finally {
			if (directory != null) {
				NativeDirectory.delete(directory);
			}
		}
	}

	private static void unpackLibrary(Path directory) throws ClassNotFoundException {
		System.setProperty("de.kherud.llama.tmpdir", directory.toString());
		Class.forName(LlamaModel.class.getName());
	}

	/**
	 * The binding hands over paths in modified UTF-8: those with emoji would not be
	 * found.
	 */
	private static Path passable(Path file, Path directory) throws IOException {
		boolean basic = file.toString().chars().noneMatch((c) -> Character.isSurrogate((char) c));
		return basic ? file : Files.createSymbolicLink(directory.resolve("model.gguf"), file.toAbsolutePath());
	}

	private static LlamaModel loaded(Path file, LoadOptions options) {
		try {
			return new LlamaModel(parameters(file, options));
		}
		catch (RuntimeException ex) {
			// The binding's own exception is not public.
			throw new ModelLoadException(Reason.UNUSABLE_MODEL, "llama.cpp cannot load '" + file + "'");
		}
	}

	/**
	 * Ends llama.cpp's log, which would otherwise have a dozen lines for each generation.
	 * It can only be ended by options of a load, and the load of the model itself has
	 * something to say: which device it takes. So there is a second load, of a file with
	 * nothing in it, which fails.
	 */
	private static void silence(Path directory) throws IOException {
		Path empty = Files.write(directory.resolve("empty.gguf"), EMPTY_MODEL);
		try (LlamaModel nothing = new LlamaModel(new ModelParameters().setModel(empty.toString()).disableLog())) {
			throw new IllegalStateException("loaded " + nothing);
		}
		catch (RuntimeException ex) {
			// As expected.
			return;
		}
	}

	private static ModelParameters parameters(Path file, LoadOptions options) {
		ModelParameters parameters = new ModelParameters().setModel(file.toString())
			.setCtxSize(options.contextLength() * options.parallel())
			.setParallel(options.parallel())
			.setThreads(options.threads())
			.disableContextShift()
			// Whoever waits for readiness asks for a token anyway.
			.skipWarmup();
		if (options.embeddings()) {
			// A text must fit into one batch.
			parameters.enableEmbedding().setBatchSize(options.contextLength()).setUbatchSize(options.contextLength());
		}
		if (options.quiet()) {
			parameters.disableLog();
		}
		return parameters;
	}

	@Override
	public int contextLength() {
		return this.options.contextLength();
	}

	@Override
	public boolean embeds() {
		return this.options.embeddings();
	}

	@Override
	public String render(List<ChatMessage> messages) {
		AstralText astral = AstralText.of(messages.stream().map(ChatMessage::content).toList());
		List<ChatMessage> hidden = messages.stream()
			.map((message) -> new ChatMessage(message.role(), astral.hide(message.content())))
			.toList();
		return astral.restore(this.model.applyTemplate(JSON.writeValueAsString(Map.of("messages", hidden))));
	}

	@Override
	public int countTokens(String text) {
		return this.model.encode(text).length;
	}

	@Override
	public int countPromptTokens(String prompt) {
		return countTokens(prompt) + this.header.addedTokens();
	}

	@Override
	public void generate(String prompt, int limit, Sampling sampling, TokenSink sink) {
		if (sampling.schema() != null) {
			requireWritable(sampling.schema().characters());
		}
		InferenceParameters parameters = inferenceParameters(CompletionParameters.of(prompt, limit, sampling));
		LlamaIterator outputs = call(Kind.FAILED, () -> this.model.generate(parameters).iterator());
		while (outputs.hasNext()) {
			LlamaOutput output = call(Kind.FAILED, outputs::next);
			// The last output only says that there are no more.
			if (outputs.hasNext()) {
				hand(output.text, sink, outputs);
			}
		}
	}

	/**
	 * A vocabulary may lack the tokens for a character, down to its bytes. Where a grammar
	 * allows nothing else, llama.cpp takes a token that does not fit, and ends the
	 * process.
	 */
	private void requireWritable(Set<Integer> characters) {
		for (int c : characters) {
			if (!this.writable.computeIfAbsent(c, this::isWritable)) {
				throw new ModelException(Kind.BAD_INPUT, String.format(Locale.ROOT,
						"the schema demands the character U+%04X, for which the model has no tokens", c));
			}
		}
	}

	private boolean isWritable(int c) {
		String quoted = '"' + Character.toString(c) + '"';
		return this.model.decode(this.model.encode(quoted)).strip().equals(quoted);
	}

	/** For native calls alone: the binding's own exception is not public. */
	private static <T> T call(Kind kind, Supplier<T> nativeCall) {
		try {
			return nativeCall.get();
		}
		catch (RuntimeException ex) {
			throw new ModelException(kind, message(String.valueOf(ex.getMessage())));
		}
	}

	/** Some messages are wrapped in JSON. */
	private static String message(String message) {
		try {
			return JSON.readTree(message).path("message").asString(message);
		}
		catch (JacksonException ex) {
			return message;
		}
	}

	/**
	 * Cancels only between tokens: a cancelled generation is never answered, so that a
	 * thread waiting for its next token would wait for ever; and one that is cancelled
	 * before its first token may not have begun, and then runs to its end unseen.
	 */
	private static void hand(String text, TokenSink sink, LlamaIterator outputs) {
		boolean more = false;
		try {
			more = sink.accept(text);
		}
		finally {
			if (!more) {
				outputs.cancel();
			}
		}
	}

	/**
	 * The binding's setters write some values in another form than llama.cpp reads. So
	 * its map is filled directly.
	 */
	@SuppressWarnings("unchecked")
	private static InferenceParameters inferenceParameters(Map<String, String> values) {
		InferenceParameters parameters = new InferenceParameters("");
		try {
			Field map = InferenceParameters.class.getSuperclass().getDeclaredField("parameters");
			map.setAccessible(true);
			((Map<String, String>) map.get(parameters)).putAll(values);
			return parameters;
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("another version of de.kherud:llama", ex);
		}
	}

	@Override
	public float[] embed(String text) {
		return call(Kind.FAILED, () -> this.model.embed(text));
	}

}
