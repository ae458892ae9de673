package io.github.shimmy4j.engine.llama;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import io.github.shimmy4j.engine.llama.SlotCaches.SlotCache;
import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;
import io.github.shimmy4j.engine.model.ModelLoadException;
import io.github.shimmy4j.engine.model.ModelLoadException.Reason;
import io.github.shimmy4j.engine.model.Prompt;
import io.github.shimmy4j.engine.model.Sampling;
import io.github.shimmy4j.engine.model.TokenSink;
import io.github.shimmy4j.gguf.GgufVocabulary;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model run by llama.cpp through the binding {@code de.kherud:llama}. No other class
 * knows the binding. A C++ exception in any of its native methods except
 * {@code requestCompletion} ends the process. So input of clients goes only through that
 * method, or is made harmless before.
 */
public final class LlamaLanguageModel implements LanguageModel {

	/**
	 * Tokens that the model reads between two checks whether the answer is still wanted.
	 * Measured on a CPU, this is as fast as reading all tokens at once.
	 */
	private static final int READ_AT_A_TIME = 128;

	private static final String ZERO_WIDTH_SPACE = "\u200B";

	/** A GGUF header of version 3, without metadata and tensors. */
	private static final byte[] EMPTY_MODEL = ByteBuffer.allocate(24)
		.order(ByteOrder.LITTLE_ENDIAN)
		.put("GGUF".getBytes(StandardCharsets.US_ASCII))
		.putInt(3)
		.array();

	private final LlamaModel model;

	private final LoadOptions options;

	private final Tokenizer tokenizer;

	private final ChatTemplate template;

	private final SlotCaches slots;

	private final WritableCharacters writable;

	private LlamaLanguageModel(LlamaModel model, GgufVocabulary vocabulary, LoadOptions options) {
		this.model = model;
		this.options = options;
		this.tokenizer = new Tokenizer(model::encode, vocabulary);
		this.template = new ChatTemplate(model::applyTemplate, this.tokenizer.marks());
		this.slots = new SlotCaches(options.slots());
		this.writable = new WritableCharacters((text) -> model.decode(model.encode(text)));
	}

	/**
	 * Loads a model. Takes seconds, and memory that is only freed by the end of the
	 * process.
	 * @param file a GGUF file, or the first of its parts
	 * @param vocabulary the vocabulary in its header
	 * @param options how it is loaded
	 * @throws ModelLoadException if the library or the model cannot be loaded
	 */
	public static LanguageModel load(Path file, GgufVocabulary vocabulary, LoadOptions options) {
		Path directory = NativeLibrary.loadBinding();
		try {
			LlamaModel model = loaded(passable(file, directory), options);
			silence(directory);
			return new LlamaLanguageModel(model, vocabulary, options);
		}
		catch (IOException ex) {
			throw new ModelLoadException(Reason.NOWHERE_TO_RUN, "cannot write to '" + directory + "': " + ex);
		}
		finally {
			NativeDirectory.delete(directory);
		}
	}

	/**
	 * The binding passes paths in modified UTF-8, so llama.cpp would not find a path with
	 * emoji.
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
	 * Disables llama.cpp's log, which has a dozen lines for each generation. Only an
	 * option of a load can disable it, and the load of the model must still log the
	 * device that it uses. So an empty model is loaded afterwards, which fails.
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
			.setCtxSize(options.contextLength() * options.slots())
			.setParallel(options.slots())
			.setThreads(options.threads())
			.disableContextShift()
			// The starter generates a token before it reports the server as ready.
			.skipWarmup();
		if (options.embeddings()) {
			// A text must fit into one batch.
			parameters.enableEmbedding().setBatchSize(options.contextLength()).setUbatchSize(options.contextLength());
		}
		else {
			// All slots share one cache. Without this, each token is also compared with
			// the tokens of other slots, so each new prompt is read more slowly.
			parameters.enableFlashAttn();
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
	public Prompt prompt(List<ChatMessage> messages, BooleanSupplier wanted) {
		return prompted(this.template.render(messages, wanted), wanted);
	}

	@Override
	public Prompt prompt(String text, BooleanSupplier wanted) {
		return prompted(this.tokenizer.plain(text), wanted);
	}

	@Override
	public Prompt markedPrompt(String text, BooleanSupplier wanted) {
		return prompted(List.of(text), wanted);
	}

	/** Counts up to twice the context, so that the failure can state the excess. */
	private Prompt prompted(List<String> texts, BooleanSupplier wanted) {
		return this.tokenizer.prompt(texts, Math.multiplyExact(2, contextLength()), wanted);
	}

	@Override
	public int countTokens(String text) {
		return this.tokenizer.count(text);
	}

	@Override
	public void generate(Prompt prompt, int limit, Sampling sampling, TokenSink sink) {
		if (sampling.schema() != null) {
			this.writable.require(sampling.schema().characters(), sink::isWanted);
		}
		SlotCache slot = this.slots.take(prompt.ids());
		int[] held = {};
		try {
			int read = read(prompt.ids(), slot, sink);
			held = Arrays.copyOf(prompt.ids(), read);
			if (read == prompt.ids().length) {
				held = answer(prompt.ids(), limit, sampling, sink, slot);
			}
		}
		finally {
			slot.store(held);
			this.slots.giveBack(slot);
		}
	}

	/**
	 * Lets the model read all parts of a prompt but the last, and checks between them
	 * whether the answer is still wanted. Each part is a generation of one token, because
	 * llama.cpp has no other way to read; it caches the tokens that it has read.
	 * @return tokens read: all of them if the generation of the answer reads the rest
	 */
	private int read(int[] prompt, SlotCache slot, TokenSink sink) {
		int read = slot.cachedPrefix(prompt);
		sink.cached(read);
		while (sink.isWanted()) {
			if (prompt.length - read <= READ_AT_A_TIME) {
				return prompt.length;
			}
			read += READ_AT_A_TIME;
			LlamaIterator outputs = begin(slot, Arrays.copyOf(prompt, read), 1, Sampling.GREEDY);
			while (outputs.hasNext()) {
				call(outputs::next);
			}
		}
		return read;
	}

	/** Generates the answer, and returns the tokens that the slot has cached then. */
	private int[] answer(int[] prompt, int limit, Sampling sampling, TokenSink sink, SlotCache slot) {
		StringBuilder answer = new StringBuilder();
		LlamaIterator outputs = begin(slot, prompt, limit, sampling);
		while (outputs.hasNext()) {
			LlamaOutput output = call(outputs::next);
			// The last output only marks the end.
			if (outputs.hasNext()) {
				answer.append(output.text);
				pass(output.text, sink, outputs);
			}
		}
		// Nearly always the generated tokens. If not, some of them are read again later.
		return IntStream.concat(Arrays.stream(prompt), Arrays.stream(this.model.encode(answer.toString()))).toArray();
	}

	private LlamaIterator begin(SlotCache slot, int[] prompt, int limit, Sampling sampling) {
		InferenceParameters parameters = inferenceParameters(
				CompletionParameters.of(slot.id(), prompt, limit, sampling));
		return call(() -> this.model.generate(parameters).iterator());
	}

	/** Only for native calls: the binding's own exception is not public. */
	private static <T> T call(Supplier<T> nativeCall) {
		try {
			return nativeCall.get();
		}
		catch (RuntimeException ex) {
			throw new ModelException(Kind.FAILED, message(String.valueOf(ex.getMessage())));
		}
	}

	/** Some messages of the binding are JSON. */
	private static String message(String message) {
		try {
			return JsonMapper.shared().readTree(message).path("message").asString(message);
		}
		catch (JacksonException ex) {
			return message;
		}
	}

	/**
	 * Passes on a token, and cancels if no more are wanted. A generation can only be
	 * cancelled between tokens: its results stop, so a thread that waits for the next one
	 * would hang. Before its first token it may not have begun, and would then run to its
	 * end unnoticed.
	 */
	private static void pass(String text, TokenSink sink, LlamaIterator outputs) {
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
	 * Fills the map of the binding directly: its setters write some values in a form that
	 * llama.cpp does not read.
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
			throw new IllegalStateException("unexpected version of de.kherud:llama", ex);
		}
	}

	@Override
	public float[] embed(String text) {
		// The binding takes no tokens here, so a character without width breaks the
		// marks.
		String plain = String.join(ZERO_WIDTH_SPACE, this.tokenizer.plain(text));
		return call(() -> this.model.embed(plain));
	}

}
