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
 * A model run by llama.cpp through {@code de.kherud:llama}; the only class that knows the
 * binding. A C++ exception that leaves any of its native methods but
 * {@code requestCompletion} ends the process, so what comes from outside goes through
 * that one, or is made harmless before.
 */
public final class LlamaLanguageModel implements LanguageModel {

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * Tokens after which it is looked whether the answer is still wanted. No dearer than
	 * all at once, measured on a CPU.
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
		this.slots = new SlotCaches(options.parallel());
		this.writable = new WritableCharacters((text) -> model.decode(model.encode(text)));
	}

	/**
	 * Loads a model. Takes seconds, and memory that only the end of the process gives
	 * back.
	 * @param file a GGUF file, or the first of its parts
	 * @param vocabulary what its header says of its tokens
	 * @param options how to load it
	 * @return the model, ready
	 * @throws ModelLoadException if that is not possible
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
			// The starter asks for a token before it takes the server for ready.
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
	public Prompt prompt(List<ChatMessage> messages, BooleanSupplier wanted) {
		return prompted(this.template.render(messages, wanted), wanted);
	}

	@Override
	public Prompt prompt(String text, BooleanSupplier wanted) {
		return prompted(this.tokenizer.plain(text), wanted);
	}

	/** Counting goes on to twice the context, so that the failure can say by how much. */
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
			slot.hold(held);
			this.slots.giveBack(slot);
		}
	}

	/**
	 * Lets the model read a prompt in parts, all but the last, and looks between them
	 * whether the answer is still wanted. Each part is a generation of one token, since
	 * llama.cpp has no other way to read; what it has read, it keeps.
	 * @return how much was read: all, if the rest can be left to the answer
	 */
	private int read(int[] prompt, SlotCache slot, TokenSink sink) {
		int read = slot.shared(prompt);
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

	/** Generates, and tells what the slot holds then. */
	private int[] answer(int[] prompt, int limit, Sampling sampling, TokenSink sink, SlotCache slot) {
		StringBuilder answer = new StringBuilder();
		LlamaIterator outputs = begin(slot, prompt, limit, sampling);
		while (outputs.hasNext()) {
			LlamaOutput output = call(outputs::next);
			// The last output only says that there are no more.
			if (outputs.hasNext()) {
				answer.append(output.text);
				hand(output.text, sink, outputs);
			}
		}
		// Nearly always the tokens that were generated; else some are read again.
		return IntStream.concat(Arrays.stream(prompt), Arrays.stream(this.model.encode(answer.toString()))).toArray();
	}

	private LlamaIterator begin(SlotCache slot, int[] prompt, int limit, Sampling sampling) {
		InferenceParameters parameters = inferenceParameters(
				CompletionParameters.of(slot.id(), prompt, limit, sampling));
		return call(() -> this.model.generate(parameters).iterator());
	}

	/** For native calls alone: the binding's own exception is not public. */
	private static <T> T call(Supplier<T> nativeCall) {
		try {
			return nativeCall.get();
		}
		catch (RuntimeException ex) {
			throw new ModelException(Kind.FAILED, message(String.valueOf(ex.getMessage())));
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
		// It cannot be given tokens, so that marks are broken by a character without
		// width.
		String plain = String.join(ZERO_WIDTH_SPACE, this.tokenizer.plain(text));
		return call(() -> this.model.embed(plain));
	}

}
