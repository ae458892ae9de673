package io.github.shimmy4j.gateway.boot;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

import io.github.bucket4j.TimeMeter;
import io.github.shimmy4j.autoconfigure.Allowed;
import io.github.shimmy4j.autoconfigure.EmbeddingProperties;
import io.github.shimmy4j.autoconfigure.ShimmyConnectionDetails;
import io.github.shimmy4j.autoconfigure.ShimmyMode;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.admission.CallerRates;
import io.github.shimmy4j.gateway.admission.FairUses;
import io.github.shimmy4j.gateway.call.EmbeddingRequests;
import io.github.shimmy4j.gateway.call.ExternalFacts;
import io.github.shimmy4j.gateway.call.FactSource;
import io.github.shimmy4j.gateway.call.Generations;
import io.github.shimmy4j.gateway.call.ModelChoice;
import io.github.shimmy4j.gateway.call.PromptCounts;
import io.github.shimmy4j.gateway.call.RestartingUses;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.SidecarFacts;
import io.github.shimmy4j.gateway.call.SidecarSwitcher;
import io.github.shimmy4j.gateway.call.TransferReport;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.gateway.claude.ClaudeErrorForm;
import io.github.shimmy4j.gateway.claude.ClaudeRoutes;
import io.github.shimmy4j.gateway.http.BodyMemory;
import io.github.shimmy4j.gateway.http.ErrorForms;
import io.github.shimmy4j.gateway.http.FrontDoor;
import io.github.shimmy4j.gateway.http.RequestBody;
import io.github.shimmy4j.gateway.http.RouteErrors;
import io.github.shimmy4j.gateway.http.WebPageGuard;
import io.github.shimmy4j.gateway.key.ApiKeys;
import io.github.shimmy4j.gateway.key.OwnerKey;
import io.github.shimmy4j.gateway.ollama.OllamaErrorForm;
import io.github.shimmy4j.gateway.ollama.OllamaModels;
import io.github.shimmy4j.gateway.ollama.OllamaRoutes;
import io.github.shimmy4j.gateway.openai.OpenAiErrorForm;
import io.github.shimmy4j.gateway.openai.OpenAiRoutes;
import io.github.shimmy4j.gateway.responses.ResponseStore;
import io.github.shimmy4j.gateway.responses.ResponsesErrorForm;
import io.github.shimmy4j.gateway.responses.ResponsesRoutes;
import io.github.shimmy4j.gateway.session.MemorySessions;
import io.github.shimmy4j.gateway.session.SessionGuard;
import io.github.shimmy4j.gateway.session.SessionRequests;
import io.github.shimmy4j.gateway.session.SessionRoutes;
import io.github.shimmy4j.gateway.session.SessionStore;
import io.github.shimmy4j.gateway.upstream.Upstream;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.use.PatienceRule;
import io.github.shimmy4j.sidecar.use.SidecarUses;
import io.github.shimmy4j.sidecar.use.UseSource;
import io.github.shimmy4j.storage.ShimmyHome;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Auto-configuration of the gateway in a reactive application. */
@AutoConfiguration(after = { ShimmyUseAutoConfiguration.class, EmbeddingSidecarAutoConfiguration.class })
@ConditionalOnProperty(name = { "shimmy.enabled", "shimmy.gateway.enabled" }, matchIfMissing = true)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties(GatewayProperties.class)
public final class ShimmyGatewayAutoConfiguration {

	@Bean
	SmartInitializingSingleton shimmyReactorNettyWarning() {
		return ReactorNettyVersion::warnOfOld;
	}

	@Bean
	Upstream shimmyGatewayUpstream(GatewayProperties properties) {
		return new Upstream(properties.limits().unread(), System::nanoTime);
	}

	@Bean
	Generations shimmyGenerations(Upstream upstream, ServedModels models, ModelChoice choice, ShimmyProperties shimmy,
			GatewayProperties properties) {
		PatienceRule patience = new PatienceRule(shimmy.chat().firstTokenTimeout(), shimmy.chat().idleTimeout());
		return new Generations(upstream, models, choice, patience, properties.stream(), System::nanoTime,
				new PromptCounts(upstream));
	}

	/** Only a daemon knows its owner, whose requests may name another model. */
	@Bean
	ModelChoice shimmyModelChoice(ServedModels models, ShimmyProperties shimmy, GatewayProperties properties,
			ObjectProvider<OwnerKey> owner, ObjectProvider<ShimmySidecar> sidecars, ModelRegistry registry,
			TransferReport transfers) {
		ShimmySidecar sidecar = sidecars.getIfAvailable();
		return new ModelChoice(
				models, (owner.getIfAvailable() != null && sidecar != null) ? new SidecarSwitcher(sidecar,
						shimmy.servedModel(), registry, transfers::words, InstantSource.system()) : null,
				properties.queue().size());
	}

	@Bean
	TransferReport shimmyTransferReport() {
		return new TransferReport();
	}

	@Bean
	ServedModels shimmyServedModels(ShimmyProperties shimmy, GatewayProperties properties,
			ObjectProvider<ShimmySidecar> sidecars, ObjectProvider<ShimmyConnectionDetails> details) {
		if (shimmy.mode() == ShimmyMode.SHARED) {
			// A daemon with this mode would look for itself.
			throw Allowed.violation("shimmy.mode", "shared",
					"'owned' or 'external' in an application with shimmy-gateway, which is what the daemon runs");
		}
		ShimmySidecar sidecar = sidecars.getIfAvailable();
		String configured = ShimmyUseAutoConfiguration.modelName(shimmy, details.getIfAvailable());
		boolean fixed = shimmy.chat().model() != null;
		return new ServedModels(() -> (sidecar == null || fixed) ? configured : sidecar.snapshot().model(),
				facts(sidecar, details.getIfAvailable(), configured), properties.aliases());
	}

	private static FactSource facts(@Nullable ShimmySidecar sidecar, @Nullable ShimmyConnectionDetails external,
			String model) {
		if (external == null) {
			return new SidecarFacts(Objects.requireNonNull(sidecar));
		}
		return new ExternalFacts(ServerClient.create(), ShimmyUseAutoConfiguration.externalEndpoint(external, model),
				System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean
	ApiKeys shimmyApiKeys(ShimmyHome home, ObjectProvider<OwnerKey> owner) {
		return ApiKeys.of(home, owner.getIfAvailable());
	}

	@Bean
	ErrorForms shimmyErrorForms() {
		return new ErrorForms(List.of(new ClaudeErrorForm(), new ResponsesErrorForm(), new OllamaErrorForm()),
				new OpenAiErrorForm());
	}

	@Bean
	FrontDoor shimmyFrontDoor(GatewayProperties properties, ApiKeys keys, ErrorForms forms) {
		return new FrontDoor(new WebPageGuard(properties.web()), keys, forms);
	}

	/** After the front door, since it tells nobody without a key what there is. */
	@Bean
	SessionGuard shimmySessionGuard(ErrorForms forms) {
		return new SessionGuard(forms);
	}

	@Bean
	BodyMemory shimmyBodyMemory() {
		return new BodyMemory(Runtime.getRuntime().maxMemory());
	}

	@Bean
	@ConditionalOnMissingBean
	RouteErrors shimmyRouteErrors(ListableBeanFactory beans, ErrorForms forms) {
		return new RouteErrors(() -> OwnRoutes.of(beans), false, forms);
	}

	@Bean
	CallerRates shimmyCallerRates() {
		return new CallerRates(TimeMeter.SYSTEM_NANOTIME);
	}

	@Bean
	FairUses shimmyFairUses(UseSource uses, CallerRates rates, ShimmyProperties shimmy, GatewayProperties properties) {
		Integer most = shimmy.chat().maxConcurrent();
		return new FairUses(uses, properties.queue().size(), (most != null) ? most : 0, rates, System::nanoTime);
	}

	@Bean
	Turns shimmyTurns(FairUses uses, ShimmyProperties shimmy) {
		return new Turns(uses, shimmy.chat().idleTimeout(), System::nanoTime);
	}

	@Bean
	EmbeddingRequests shimmyEmbeddingRequests(Upstream upstream, EmbeddingProperties embedding, CallerRates rates,
			ShimmyProperties shimmy, GatewayProperties properties, ObjectProvider<EmbeddingSidecar> sidecars,
			ObjectProvider<ShimmyConnectionDetails> details, ObjectProvider<OwnerKey> owner) {
		EmbeddingSidecar sidecar = sidecars.getIfAvailable();
		ShimmyConnectionDetails external = details.getIfAvailable();
		String model = embedding.model();
		if (model == null || (sidecar == null && external == null)) {
			return new EmbeddingRequests(upstream, null, "", embedding.timeout());
		}
		// An external server has its own names, which are no references.
		UseSource uses = (sidecar != null) ? uses(sidecar.sidecar(), owner.getIfAvailable() != null)
				: ShimmyUseAutoConfiguration.externalUses(shimmy, Objects.requireNonNull(external), model);
		FairUses shared = new FairUses(uses, properties.queue().size(), 0, rates, System::nanoTime);
		return new EmbeddingRequests(upstream, new Turns(shared, embedding.timeout(), System::nanoTime),
				(sidecar != null) ? embedding.servedModel().name() : model, embedding.timeout());
	}

	/** A daemon outlives the programs whose user repairs the cause of a failure. */
	private static UseSource uses(ShimmySidecar sidecar, boolean isDaemon) {
		return isDaemon ? new RestartingUses(sidecar, InstantSource.system()) : new SidecarUses(sidecar);
	}

	@Bean
	@ConditionalOnMissingBean
	SessionStore shimmySessionStore(GatewayProperties properties) {
		return MemorySessions.swept(properties.session());
	}

	@Bean
	SessionRequests shimmySessionRequests(Generations generations, SessionStore store, ShimmyProperties shimmy,
			GatewayProperties properties) {
		return new SessionRequests(generations, store, properties.session(), properties.queue().size(),
				shimmy.chat().idleTimeout());
	}

	@Bean
	RouterFunction<ServerResponse> shimmySessionRoutes(SessionRequests sessions, ErrorForms forms) {
		return new SessionRoutes(sessions, forms).routes();
	}

	@Bean
	RouterFunction<ServerResponse> shimmyOpenAiRoutes(Generations generations, SessionRequests sessions,
			EmbeddingRequests embeddings, ServedModels models, Turns turns, GatewayProperties properties) {
		return new OpenAiRoutes(generations, sessions, embeddings, turns, models,
				RequestBody.within(properties.limits()), Instant.now().getEpochSecond())
			.routes();
	}

	/** Its list of models has the path of OpenAI's, and a header that those lack. */
	@Bean
	@Order(-1)
	RouterFunction<ServerResponse> shimmyClaudeRoutes(Generations generations, SessionRequests sessions,
			ServedModels models, Turns turns, ShimmyProperties shimmy, GatewayProperties properties) {
		return new ClaudeRoutes(generations, sessions, turns, models, RequestBody.within(properties.limits()),
				properties.claude().removeAttribution(), shimmy.chat().idleTimeout(), Instant.now())
			.routes();
	}

	@Bean
	RouterFunction<ServerResponse> shimmyResponsesRoutes(Generations generations, ServedModels models, Turns turns,
			GatewayProperties properties) {
		return new ResponsesRoutes(generations, turns, models, RequestBody.within(properties.limits()),
				new ResponseStore(properties.responses(), System::nanoTime), InstantSource.system())
			.routes();
	}

	@Bean
	RouterFunction<ServerResponse> shimmyOllamaRoutes(SessionRequests sessions, EmbeddingRequests embeddings,
			ServedModels models, Turns turns, GatewayProperties properties) {
		return new OllamaRoutes(sessions, embeddings, turns, models, new OllamaModels(models, Instant.now()),
				RequestBody.within(properties.limits()), InstantSource.system(), System::nanoTime)
			.routes();
	}

	@Bean
	@ConditionalOnProperty("shimmy.gateway.bind-address")
	WebServerFactoryCustomizer<ConfigurableReactiveWebServerFactory> shimmyGatewayAddress(GatewayProperties properties,
			ApiKeys keys) {
		BindAddress address = BindAddress.parse(Objects.requireNonNull(properties.bindAddress()));
		address.requireGuarded(BindAddress.KEY, keys);
		return (factory) -> {
			DaemonPort.requireFree(address);
			factory.setAddress(address.address());
			factory.setPort(address.port());
		};
	}

}
