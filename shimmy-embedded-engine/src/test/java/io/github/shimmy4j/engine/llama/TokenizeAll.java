package io.github.shimmy4j.engine.llama;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.ModelFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes tokens of chats, as the engine does and as llama.cpp does of the whole prompt, in
 * a process of its own. Reads an array of chats, each an array of texts by turns, and
 * prints for each both arrays of tokens.
 */
final class TokenizeAll {

	private TokenizeAll() {
	}

	public static void main(String[] arguments) throws Exception {
		Path file = Path.of(arguments[0]);
		ModelParameters parameters = new ModelParameters().setModel(file.toString()).setCtxSize(8).setThreads(1);
		parameters.skipWarmup().disableLog();
		LlamaModel model = new LlamaModel(parameters);
		Tokenizer tokenizer = new Tokenizer(model::encode, ModelFile.direct(file).header().vocabulary());
		JsonNode chats = new JsonMapper().readTree(System.in.readAllBytes());
		Thread thread = new Thread(null, () -> chats.forEach((chat) -> compare(chat, model, tokenizer)), "deep",
				LanguageModel.STACK_BYTES);
		thread.start();
		thread.join();
		System.exit(0);
	}

	private static void compare(JsonNode chat, LlamaModel model, Tokenizer tokenizer) {
		List<ChatMessage> messages = chat.valueStream()
			.map((text) -> new ChatMessage("user", text.asString()))
			.toList();
		List<String> pieces = new ChatTemplate(model::applyTemplate, tokenizer.marks()).render(messages, () -> true);
		System.err.println("{\"ours\":" + Arrays.toString(tokenizer.prompt(pieces, Integer.MAX_VALUE, () -> true).ids())
				+ ",\"whole\":" + Arrays.toString(model.encode(String.join("", pieces))) + "}");
	}

}
