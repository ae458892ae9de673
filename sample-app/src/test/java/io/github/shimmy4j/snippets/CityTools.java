package io.github.shimmy4j.snippets;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.tool.annotation.Tool;

/** The tools of docs/tools.md. */
class CityTools {

	private final ChatClient chat;

	CityTools(ChatClient chat) {
		this.chat = chat;
	}

	@Tool(description = "Tells the weather of a city")
	String weather(String city) {
		return "Sunny in " + city;
	}

	@Tool(description = "Tells the time in a city")
	String time(String city) {
		return "Noon in " + city;
	}

	String answer(String question) {
		return this.chat.prompt(question).tools(this).call().content();
	}

}
