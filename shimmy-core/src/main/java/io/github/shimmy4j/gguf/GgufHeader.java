package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * What a GGUF file says of its model before the first weight. Read by our own code: no
 * Java library for the format resolves (that of {@code com.llama4j:gguf} has no jar), and
 * a file from anywhere must neither exhaust the memory nor keep the reader busy. Its
 * short texts are printable and bounded, since lists, logs and failures show them.
 *
 * @param version version of the format, 2 or 3
 * @param architecture what llama.cpp calls the kind of model, such as {@code llama}; null
 * if not said
 * @param name what its makers call it, or null if not said
 * @param quantization as llama.cpp names files, such as {@code Q4_K_M}; where the file
 * does not say, the type of most of its weights; null if there are none
 * @param contextTokens tokens it was trained for; 0 if not said
 * @param pools whether it was made to turn a text into one vector
 * @param chatTemplate Jinja template of chats; null if there is none, or one too long to
 * be one
 * @param vocabulary its tokens
 * @param tensorTypes types of its tensors, such as {@code Q4_1}; empty in a part that has
 * none
 * @param parameters number of weights in this file
 * @param parts files that the model consists of
 */
public record GgufHeader(int version, @Nullable String architecture, @Nullable String name,
		@Nullable String quantization, long contextTokens, boolean pools, @Nullable String chatTemplate,
		GgufVocabulary vocabulary, Set<String> tensorTypes, long parameters, int parts) {

	public GgufHeader {
		architecture = printable(architecture);
		name = printable(name);
		tensorTypes = Set.copyOf(tensorTypes);
		if (contextTokens < 0 || parameters < 0 || parts < 1) {
			throw new IllegalArgumentException("a header cannot have a context of %d tokens, %d parameters or %d parts"
				.formatted(contextTokens, parameters, parts));
		}
	}

	/**
	 * Reads the header and looks at nothing behind it, except that the file must be long
	 * enough for all its tensors.
	 * @param file the file, or one part of a model in parts
	 * @return what it says
	 * @throws ShimmyException NOT_A_MODEL, with what is wrong and at which byte
	 * @throws IOException if it cannot be read
	 */
	public static GgufHeader read(Path file) throws IOException {
		FirstBytes first = FirstBytes.of(file);
		if (!first.isModel()) {
			throw first.notAModel(file);
		}
		try (GgufInput input = GgufInput.open(file)) {
			return new GgufReader(input).read();
		}
	}

	private static @Nullable String printable(@Nullable String text) {
		return (text != null) ? PrintableText.of(text, PrintableText.NAME_LENGTH) : null;
	}

	/**
	 * What the model asks of a server.
	 * @return types of tensors, architecture and chat template
	 */
	public ModelNeeds needs() {
		return new ModelNeeds(this.tensorTypes, this.architecture, ChatTemplate.of(this.chatTemplate));
	}

	/**
	 * The header of a model that has this part and another one.
	 * @param part header of the other part
	 * @return what both say together
	 */
	public GgufHeader and(GgufHeader part) {
		Set<String> types = new HashSet<>(this.tensorTypes);
		types.addAll(part.tensorTypes);
		return new GgufHeader(this.version, this.architecture, this.name, this.quantization, this.contextTokens,
				this.pools, this.chatTemplate, this.vocabulary, types, this.parameters + part.parameters, this.parts);
	}

}
