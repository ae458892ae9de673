package io.github.shimmy4j.fake;

import java.io.IOException;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;

/** {@code POST /v1/chat/completions}. */
final class ChatRoute {

	private static final int LARGEST_BODY = 2 * 1024 * 1024;

	private final Generation generation;

	private final Map<String, ServedModel> models;

	private final ChatFaults.Switch faults;

	private final Journal journal;

	private final Engine engine;

	private final ChatRequestReader reader;

	ChatRoute(Generation generation, Map<String, ServedModel> models, ChatFaults.Switch faults, Console console,
			Journal journal) {
		this.generation = generation;
		this.models = models;
		this.faults = faults;
		this.journal = journal;
		this.engine = new Engine(generation, console);
		this.reader = new ChatRequestReader(generation);
	}

	void handle(HttpExchange exchange) throws IOException {
		ChatRequest request = this.reader.read(body(exchange));
		ServedModel model = model(request.model());
		ChatFaults chatFaults = this.faults.nextChat(request.maxTokens());
		this.engine.takeTurn();
		try {
			chatFaults.beforeGeneration();
			this.engine.chatter(chatFaults.faults());
			String loaded = this.engine.load(model);
			this.engine.abortOnLongPrompt(request);
			Answer answer = Answer.to(request, loaded, this.generation, chatFaults);
			Completion completion = ShimmyCompletion.of(this.generation, request, chatFaults);
			if (request.stream()) {
				new StreamedAnswer(this.generation, request, answer, chatFaults, completion).send(exchange);
			}
			else {
				answer.sendWhole(exchange, completion, chatFaults);
			}
		}
		finally {
			this.engine.giveTurn();
		}
		chatFaults.afterAnswer();
	}

	private byte[] body(HttpExchange exchange) throws IOException {
		if (!"POST".equals(exchange.getRequestMethod())) {
			throw new RefusedException(Reply.empty(405).with("allow", "POST"));
		}
		String type = exchange.getRequestHeaders().getFirst("Content-Type");
		if (type == null || !type.startsWith("application/json")) {
			throw new RefusedException(Reply.text(415, "Expected request with `Content-Type: application/json`"));
		}
		byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
		if (body.length > LARGEST_BODY) {
			throw new RefusedException(Reply.text(413, "Failed to buffer the request body: length limit exceeded"));
		}
		this.journal.add(exchange.getRequestHeaders(), body);
		return body;
	}

	private ServedModel model(String id) {
		ServedModel model = this.models.get(id);
		if (model == null) {
			String known = "[\"" + String.join("\", \"", this.models.keySet()) + "\"]";
			throw RefusedException.openAi(404, "model_not_found",
					"Model '" + id + "' not found. Available models: " + known, "model");
		}
		return model;
	}

}
