package consumer;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class ConsumerApplication {

	public static void main(String[] args) {
		SpringApplication.run(ConsumerApplication.class, args);
	}

	@Bean
	ApplicationRunner question(ChatClient chatClient) {
		return (args) -> System.out
			.println("Answer: " + chatClient.prompt("What is the capital of France?").call().content());
	}

}
