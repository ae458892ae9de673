package io.github.shimmy4j.autoconfigure.chat;

import java.util.List;

import io.github.shimmy4j.autoconfigure.ShimmyConnectionDetails;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** Which model is meant where there are several. */
class ProviderChoiceTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShimmySidecarAutoConfiguration.class, ShimmyUseAutoConfiguration.class,
				ShimmyChatAutoConfiguration.class, ToolCallingAutoConfiguration.class,
				ChatClientAutoConfiguration.class))
		// Nothing is launched, and nothing is asked: the choice is all that matters here.
		.withPropertyValues("shimmy.mode=external", "shimmy.base-url=http://127.0.0.1:9/v1");

	@Test
	void aloneItIsTheModelOfBothClients() {
		this.context.run((running) -> {
			assertThat(running.getBean(ChatModel.class)).isSameAs(running.getBean("shimmyChatModel"));
			assertThat(running).hasSingleBean(ChatClient.class).hasBean("chatClientBuilder");
			assertThat(running.getBean(ChatClient.Builder.class)).isNotNull();
		});
	}

	@Test
	void besideAnotherProviderItIsPrimaryUnlessSaidOtherwise() {
		this.context.withUserConfiguration(OtherProvider.class)
			.run((running) -> assertThat(running.getBean(ChatModel.class))
				.isSameAs(running.getBean("shimmyChatModel")));
	}

	@Test
	void propertyOfSpringAiMakesTheOtherPrimaryButChatClientStaysLocal() {
		this.context.withUserConfiguration(OtherProvider.class)
			.withPropertyValues("spring.ai.model.chat=other")
			.run((running) -> {
				assertThat(running.getBean(ChatModel.class)).isSameAs(running.getBean("otherChatModel"));
				assertThat(running.getBean(ChatClient.Builder.class).build().prompt("Hi").call().content())
					.isEqualTo("other");
				assertThat(running.getBean("chatClient", ChatClient.class).prompt().options(ChatOptions.builder()))
					.isNotNull();
				assertThat(LocalOnly.asks(running.getBean("chatClient", ChatClient.class))).isTrue();
			});
	}

	@Test
	void usersOwnBeansWin() {
		this.context.withUserConfiguration(OwnBeans.class).run((running) -> {
			assertThat(running.getBean("shimmyChatModel")).isInstanceOf(OtherModel.class);
			assertThat(running.getBean(ChatClient.class)).isSameAs(running.getBean("ownClient"));
		});
	}

	@Test
	void connectionDetailsWinOverProperties() {
		this.context.withBean(ShimmyConnectionDetails.class, () -> new ShimmyConnectionDetails() {
			@Override
			public java.net.URI baseUrl() {
				return java.net.URI.create("http://127.0.0.1:10/v1");
			}

			@Override
			public String model() {
				return "theirs";
			}
		})
			.run((running) -> assertThat(running.getBean("shimmyChatModel", ChatModel.class).getOptions().getModel())
				.isEqualTo("theirs"));
	}

	@Test
	void withoutSpringAiOpenAiThereIsNoChatModel() {
		this.context.withClassLoader(new FilteredClassLoader("org.springframework.ai.openai"))
			.run((running) -> assertThat(running).hasNotFailed().doesNotHaveBean("shimmyChatModel"));
	}

	/**
	 * Whether a client asks the local server: there is none, and that is what it says.
	 */
	static final class LocalOnly {

		private LocalOnly() {
		}

		static boolean asks(ChatClient client) {
			try {
				client.prompt("Hi").call().content();
				return false;
			}
			catch (io.github.shimmy4j.failure.ShimmyException ex) {
				return true;
			}
		}

	}

	static final class OtherModel implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			return new ChatResponse(List.of(new Generation(new AssistantMessage("other"))));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherProvider {

		@Bean
		ChatModel otherChatModel() {
			return new OtherModel();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBeans {

		@Bean
		ChatModel shimmyChatModel() {
			return new OtherModel();
		}

		@Bean
		ChatClient ownClient() {
			return ChatClient.create(new OtherModel());
		}

	}

}
