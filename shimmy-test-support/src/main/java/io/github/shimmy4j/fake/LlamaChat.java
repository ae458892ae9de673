package io.github.shimmy4j.fake;

import java.io.IOException;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The routes of {@code llama-server} that read messages or generate. */
final class LlamaChat {

	private static final int LARGEST_BODY = 16 << 20;

	private final String model;

	private final LlamaSlots slots;

	private final boolean templateHasTools;

	private final ChatFaults.Switch faults;

	private final Journal journal;

	private final Engine engine;

	private final Termination termination;

	private final LlamaRequestReader reader;

	private final boolean thinks;

	LlamaChat(String model, LlamaInfo info, LlamaSlots slots, ChatFaults.Switch faults, Journal journal,
			Console console, Termination termination) {
		this.model = model;
		this.thinks = info.thinks();
		this.slots = slots;
		this.templateHasTools = info.hasTools();
		this.faults = faults;
		this.journal = journal;
		this.engine = new Engine(Generation.LLAMA_SERVER, console);
		this.termination = termination;
		this.reader = new LlamaRequestReader(slots.context(), info.hasTools(), info.sees());
	}

	JsonNode slots() {
		return this.slots.json();
	}

	ObjectNode tokenize(HttpExchange exchange) throws IOException {
		JsonNode request = this.reader.tree(body(exchange));
		List<String> tokens = LlamaTokens.of(request.path("content").asString(""),
				request.path("parse_special").asBoolean(true));
		ObjectNode reply = Json.object();
		reply.set("tokens", LlamaTokens.json(tokens, request.path("with_pieces").asBoolean(false)));
		return reply;
	}

	ObjectNode applyTemplate(HttpExchange exchange) throws IOException {
		JsonNode request = this.reader.tree(body(exchange));
		return Json.object().put("prompt", this.reader.prompt(request, this.reader.messages(request)));
	}

	void answer(HttpExchange exchange) throws IOException {
		byte[] body = body(exchange);
		this.journal.add(exchange.getRequestHeaders(), body);
		JsonNode root = this.reader.tree(body);
		ChatRequest read = this.reader.chat(root);
		ChatRequest request = (this.thinks && !this.reader.thinks(root)) ? LlamaThinking.silenced(read) : read;
		boolean reports = this.reader.flag(root, "return_progress");
		ChatFaults chatFaults = this.faults.nextChat(request.maxTokens());
		LlamaScript script = LlamaScript.of(root, this.templateHasTools, () -> Answer.scripted(request, this.model));
		Answer answer = Answer.to(request, this.model, Generation.LLAMA_SERVER, chatFaults, script.tokens());
		LlamaSlots.Slot slot = this.slots.take(request.promptTokens());
		try {
			chatFaults.beforeGeneration();
			this.engine.chatter(chatFaults.faults());
			String name = chatFaults.has(Fault.ANSWER_FROM_OTHER_MODEL) ? "another-model" : this.model;
			LlamaCompletion plain = LlamaCompletion.of(name, request, slot.cached(), reports, this.thinks);
			Completion completion = script.calls() ? new LlamaCalls(plain) : plain;
			if (request.stream()) {
				StreamedAnswer stream = new StreamedAnswer(Generation.LLAMA_SERVER, request, answer, chatFaults,
						completion);
				this.termination.whileStreaming(() -> stream.send(exchange));
			}
			else {
				answer.sendWhole(exchange, completion, chatFaults);
			}
		}
		finally {
			this.slots.giveBack(slot, request.promptTokens(), answer.tokens());
		}
		chatFaults.afterAnswer();
	}

	private static byte[] body(HttpExchange exchange) throws IOException {
		return exchange.getRequestBody().readNBytes(LARGEST_BODY);
	}

}
