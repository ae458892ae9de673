package io.github.shimmy4j.sample;

import java.util.ArrayList;
import java.util.List;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.support.ToolCallbacks;
import org.springframework.ai.tool.annotation.Tool;

/**
 * Two tools, and a talk in which a model calls both. The model of the tests is too small
 * to choose them, so the talk names the tool of each call; all else is the model's.
 */
class TwoTools {

	private final ChatModel model;

	final List<String> calls = new ArrayList<>();

	TwoTools(ChatModel model) {
		this.model = model;
	}

	@Tool(description = "Tells the weather of a city")
	String weather(City city) {
		this.calls.add("weather");
		return "Sunny in " + city;
	}

	@Tool(description = "Tells the time in a city")
	String time(City city) {
		this.calls.add("time");
		return "Noon in " + city;
	}

	String answer(String question) {
		List<Message> talk = List.of(new UserMessage(question));
		for (String name : List.of("weather", "time")) {
			Prompt prompt = prompt(talk, "{\"type\":\"function\",\"function\":{\"name\":\"" + name + "\"}}");
			talk = ToolCallingManager.builder()
				.build()
				.executeToolCalls(prompt, this.model.call(prompt))
				.conversationHistory();
		}
		return this.model.call(prompt(talk, "none")).getResult().getOutput().getText();
	}

	private Prompt prompt(List<Message> talk, String choice) {
		return new Prompt(talk,
				OpenAiChatOptions.builder()
					.toolCallbacks(List.of(ToolCallbacks.from(this)))
					.toolChoice(choice)
					.build());
	}

	enum City {

		PARIS, ROME

	}

}
