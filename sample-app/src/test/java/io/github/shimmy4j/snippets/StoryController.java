package io.github.shimmy4j.snippets;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class StoryController {

	private final ChatClient chat;

	StoryController(ChatClient chat) {
		this.chat = chat;
	}

	@GetMapping("/whole")
	String whole(@RequestParam String question) {
		return this.chat.prompt().user(question).call().content();
	}

	@GetMapping(path = "/streamed", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<Piece> streamed(@RequestParam String question) {
		return this.chat.prompt().user(question).stream().content().map(Piece::new);
	}

	record Piece(String text) {
	}

}
