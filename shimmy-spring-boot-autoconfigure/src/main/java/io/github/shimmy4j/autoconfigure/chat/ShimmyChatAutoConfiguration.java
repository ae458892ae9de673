package io.github.shimmy4j.autoconfigure.chat;

import io.github.shimmy4j.autoconfigure.ShimmyConnectionDetails;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.autoconfigure.chat.transport.ChatTransport;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.github.shimmy4j.sidecar.use.UseSource;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.ToolCallingAdvisor;
import org.springframework.ai.chat.client.advisor.observation.AdvisorObservationConvention;
import org.springframework.ai.chat.client.observation.ChatClientObservationConvention;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientBuilderConfigurer;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.util.function.SingletonSupplier;

/** Auto-configuration of the chat model and the chat client. */
@AutoConfiguration(after = ShimmyUseAutoConfiguration.class, before = ChatClientAutoConfiguration.class)
@ConditionalOnClass({ OpenAiChatModel.class, ChatClient.class })
@ConditionalOnProperty(name = "shimmy.enabled", matchIfMissing = true)
@Import(ShimmyChatAutoConfiguration.ChatModelParts.class)
public final class ShimmyChatAutoConfiguration {

	private static final String CHAT_MODEL = "shimmyChatModel";

	private static final String PRIMARY_PROPERTY = "spring.ai.model.chat";

	@Bean
	ChatTransport shimmyChatTransport(ShimmyProperties properties) {
		return ChatTransport.create(properties.chat().idleTimeout(), properties.chat().firstTokenTimeout());

	}

	@Bean
	Admission shimmyAdmission(ShimmyProperties properties, UseSource uses,
			@Qualifier("shimmyChatMetrics") ObjectProvider<AdmissionListener> listener) {
		return new Admission(uses, properties.chat().idleTimeout(),
				listener.getIfAvailable(() -> AdmissionListener.NONE), System::nanoTime);
	}

	/** The chat model if no other provider is configured: it is the primary one. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = PRIMARY_PROPERTY, havingValue = "shimmy", matchIfMissing = true)
	@ConditionalOnMissingBean(name = CHAT_MODEL)
	static class PrimaryChatModelConfiguration {

		@Bean
		@Primary
		ChatModel shimmyChatModel(ChatModelParts parts) {
			return parts.chatModel();
		}

	}

	/** The chat model beside that of the configured provider: it is the fallback. */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnOtherProvider.class)
	@ConditionalOnMissingBean(name = CHAT_MODEL)
	static class FallbackChatModelConfiguration {

		@Bean
		@Fallback
		ChatModel shimmyChatModel(ChatModelParts parts) {
			return parts.chatModel();
		}

	}

	/** Makes the chat model for both bean methods, which differ in annotations only. */
	static final class ChatModelParts {

		private final ShimmyProperties properties;

		private final Admission admission;

		private final ChatTransport transport;

		private final ObjectProvider<ObservationRegistry> observations;

		private final ObjectProvider<ShimmyConnectionDetails> details;

		ChatModelParts(ShimmyProperties properties, Admission admission, ChatTransport transport,
				ObjectProvider<ObservationRegistry> observations, ObjectProvider<ShimmyConnectionDetails> details) {
			this.properties = properties;
			this.admission = admission;
			this.transport = transport;
			this.observations = observations;
			this.details = details;
		}

		ChatModel chatModel() {
			ShimmyConnectionDetails external = this.details.getIfAvailable();
			OpenAiChatOptions defaults = options(this.properties.chat(),
					ShimmyUseAutoConfiguration.modelName(this.properties, external));
			// An external server knows its model by the name that users see.
			String shownModel = (external == null) ? this.properties.chat().model() : null;
			ObservationRegistry observed = this.observations.getIfUnique(() -> ObservationRegistry.NOOP);
			return new ShimmyChatModel(SingletonSupplier.of(() -> this.transport.model(defaults, observed)),
					this.admission, this.transport.exchanges(), new PromptCheck(defaults, shownModel,
							this.properties.chat().controlTokens(), this.properties.chat().reasoning()));
		}

	}

	private static OpenAiChatOptions options(ShimmyProperties.Chat chat, String model) {
		return OpenAiChatOptions.builder()
			.model(model)
			.temperature(chat.temperature())
			.maxTokens(chat.maxTokens())
			.customHeaders(chat.headers())
			.extraBody(chat.extraBody())
			.build();
	}

	@Bean
	@ConditionalOnMissingBean
	ChatClient chatClient(@Qualifier(CHAT_MODEL) ChatModel chatModel, ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<ChatClientObservationConvention> clientConvention,
			ObjectProvider<AdvisorObservationConvention> advisorConvention,
			ObjectProvider<ToolCallingAdvisor.Builder<?>> toolCalling,
			ObjectProvider<ChatClientBuilderConfigurer> configurer) {
		ChatClient.Builder builder = ChatClient.builder(chatModel,
				observations.getIfUnique(() -> ObservationRegistry.NOOP), clientConvention.getIfUnique(),
				advisorConvention.getIfUnique(), toolCalling.getIfAvailable());
		configurer.ifAvailable((customizers) -> customizers.configure(builder));
		return builder.build();
	}

	/** Matches if the property names another provider. */
	static final class OnOtherProvider extends NoneNestedConditions {

		OnOtherProvider() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnProperty(name = PRIMARY_PROPERTY, havingValue = "shimmy", matchIfMissing = true)
		static class OnShimmy {

		}

	}

}
