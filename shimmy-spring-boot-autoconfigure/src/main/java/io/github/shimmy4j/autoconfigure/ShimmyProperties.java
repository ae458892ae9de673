package io.github.shimmy4j.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryInstall;
import io.github.shimmy4j.binary.BinarySource;
import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.sidecar.ShimmyDefaults;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything that can be set under {@code shimmy}.
 *
 * @param enabled Whether shimmy4j contributes any beans.
 * @param mode Where the server comes from: 'owned', launched by this application;
 * 'shared', that of this user's daemon; 'external', already running at shimmy.base-url.
 * @param autoStart Whether the server is launched when the application starts. Otherwise
 * nothing runs until ShimmySidecar.start() is called, and chats fail with NOT_RUNNING.
 * @param baseUrl Address of an external server, usually ending in '/v1', which is added
 * if there is no path. Slashes and '/chat/completions' at the end are dropped. Required
 * with shimmy.mode=external, and allowed only there.
 * @param apiKey API key of the external server. Only with shimmy.mode=external.
 * @param shimmyPath Binary to run, shimmy or llama-server; if set, no other is
 * considered. Otherwise shimmy on PATH and managed, llama-server on PATH and managed, and
 * the embedded engine are searched in this order. A binary that cannot run or serve here
 * is skipped, and the log says why. May begin with '~/'.
 * @param preferredPort First port tried on 127.0.0.1; 0 for any free port.
 * @param portRange How many ports after the preferred one are tried when it is taken.
 * @param model Model to serve: a GGUF file (anything with a separator or ending in
 * .gguf), a source to download from ('hf:owner/repository/file.gguf', 'https:…#sha256=…',
 * 'pypi:…'), a name of the catalog, or the name of a file in the models directory.
 * @param projector Multimodal projector that lets the model see images, a GGUF file made
 * for this model and written as shimmy.model is. Only llama-server takes one, so other
 * servers are skipped.
 * @param modelsDir Directory of models; may begin with '~/'. Defaults to
 * 'shimmy4j/models' in the platform's cache directory, or below SHIMMY4J_HOME.
 * @param args Arguments appended to the server's command line; a 'serve' at the beginning
 * may be left out.
 * @param env Variables added to the server's environment, as in shimmy.env.RUST_LOG. In
 * configuration files, names keep their case and their underscores.
 * @param gpuMode Accelerator to ask the server for; 'auto' leaves it to the server.
 * @param contextSize Tokens of one request together with its answer, at least 512.
 * 'auto': what the model was trained for, at most 32,768, and at most what half of the
 * available memory holds; 'up-to-16384': the same, at most 16,384. A server whose context
 * is smaller and fixed is skipped, with 'up-to' unless there is no other.
 * @param healthTimeout Longest time from the spawn of the server to its first token. The
 * download of a model comes before and does not count.
 * @param maxRestarts How often a server that ended by itself is started again within
 * shimmy.restart.window.
 * @param failFast Whether the application waits for the server at its start, and fails to
 * start if the server does. Otherwise it starts at once, and the health endpoint shows
 * the state of the server.
 * @param startOnFirstUse Whether the server is started by the first call, which waits for
 * it, and not with the application.
 * @param idleStopAfter Time without a call after which the server is stopped. The next
 * call starts it again and waits for it; 0 never stops it.
 * @param lifecycleManagement What the start and the end of the application do to the
 * server.
 * @param restart Restarts of a server that ended by itself.
 * @param shutdown End of the server.
 * @param liveness Checks of the running server.
 * @param binary Search for a server binary if shimmy.shimmy-path is not set.
 * @param modelSource Where models come from.
 * @param chat Chat model.
 * @param health Server in the health endpoint.
 * @param skip Situations in which nothing is launched.
 */
@ConfigurationProperties("shimmy")
public record ShimmyProperties(@DefaultValue("true") boolean enabled, @DefaultValue("owned") ShimmyMode mode,
		@DefaultValue("true") boolean autoStart, @Nullable URI baseUrl, @Nullable String apiKey,
		@Nullable String shimmyPath, @DefaultValue(ShimmyDefaults.PREFERRED_PORT) int preferredPort,
		@DefaultValue(ShimmyDefaults.PORT_RANGE) int portRange, @DefaultValue(ShimmyDefaults.MODEL) String model,
		@Nullable String projector, @Nullable String modelsDir, @DefaultValue List<String> args,
		@DefaultValue Map<String, String> env, @DefaultValue("auto") GpuMode gpuMode,
		@DefaultValue("auto") String contextSize, @DefaultValue(ShimmyDefaults.HEALTH_TIMEOUT) Duration healthTimeout,
		@DefaultValue(ShimmyDefaults.MAX_RESTARTS) int maxRestarts, @DefaultValue("true") boolean failFast,
		@DefaultValue("false") boolean startOnFirstUse, @DefaultValue("0s") Duration idleStopAfter,
		@DefaultValue("start-and-stop") LifecycleManagement lifecycleManagement, @DefaultValue Restart restart,
		@DefaultValue Shutdown shutdown, @DefaultValue Liveness liveness, @DefaultValue Binary binary,
		@DefaultValue ModelSource modelSource, @DefaultValue Chat chat, @DefaultValue Health health,
		@DefaultValue Skip skip) {

	public ShimmyProperties {
		args = List.copyOf(args);
		env = Map.copyOf(env);
		Allowed.range("shimmy.preferred-port", preferredPort, 0, PortRange.MAX_PORT);
		Allowed.range("shimmy.port-range", portRange, 0, PortRange.MAX_PORT);
		Allowed.range("shimmy.max-restarts", maxRestarts, 0, Integer.MAX_VALUE);
		Allowed.context("shimmy.context-size", contextSize, ContextSize.SMALLEST_CHOSEN);
		Allowed.positive("shimmy.health-timeout", healthTimeout);
		Allowed.notNegative("shimmy.idle-stop-after", idleStopAfter);
		Allowed.text("shimmy.model", model);
		ModelReference.parse(model);
		Allowed.textOrNull("shimmy.projector", projector);
		Allowed.textOrNull("shimmy.shimmy-path", shimmyPath);
		Allowed.textOrNull("shimmy.models-dir", modelsDir);
		if (baseUrl != null) {
			Allowed.address("shimmy.base-url", baseUrl);
		}
		if (shimmyPath != null && binary.source() == BinarySource.EMBEDDED) {
			throw Allowed.violation("shimmy.shimmy-path", shimmyPath, "nothing where shimmy.binary.source=embedded");
		}
		if (mode != ShimmyMode.EXTERNAL && baseUrl != null) {
			throw Allowed.violation("shimmy.base-url", baseUrl, "only with shimmy.mode=external");
		}
	}

	/**
	 * The parsed value of {@code shimmy.context-size}.
	 * @return the wanted context; null for {@code auto}
	 */
	public @Nullable ContextRequest requestedContext() {
		return Allowed.contextOf(this.contextSize);
	}

	/**
	 * The parsed value of {@code shimmy.model}.
	 * @return the model to serve
	 */
	public ModelReference servedModel() {
		return ModelReference.parse(this.model);
	}

	/** Leaves out the API key and the environment, which may be secret. */
	@Override
	public String toString() {
		return "ShimmyProperties[mode=%s, baseUrl=%s, model=%s, chat=%s]".formatted(this.mode, this.baseUrl, this.model,
				this.chat);
	}

	/**
	 * Restarts of a server that ended by itself.
	 *
	 * @param window Time in which restarts are counted against shimmy.max-restarts.
	 */
	public record Restart(@DefaultValue(ShimmyDefaults.RESTART_WINDOW) Duration window) {

		public Restart {
			Allowed.positive("shimmy.restart.window", window);
		}

	}

	/**
	 * End of the server.
	 *
	 * @param grace How long the server may take to end by itself before it is killed; 0
	 * kills it at once.
	 */
	public record Shutdown(@DefaultValue(ShimmyDefaults.SHUTDOWN_GRACE) Duration grace) {

		public Shutdown {
			Allowed.notNegative("shimmy.shutdown.grace", grace);
		}

	}

	/**
	 * Checks of the running server.
	 *
	 * @param interval Time between two checks of the ready server's '/health'; 0 disables
	 * them.
	 * @param timeout Longest wait for the answer to a check.
	 * @param failures Number of failed checks in a row after which the server counts as
	 * hung, is killed and started again. Checks during a generation of shimmy 1.x do not
	 * count, since it may be silent then; the chat's own timeouts end a generation that
	 * hangs.
	 * @param idleGeneration Time without a generation after which the server is asked for
	 * one token, and started again if it fails; 0 disables this.
	 */
	public record Liveness(@DefaultValue(ShimmyDefaults.LIVENESS_INTERVAL) Duration interval,
			@DefaultValue(ShimmyDefaults.LIVENESS_TIMEOUT) Duration timeout,
			@DefaultValue(ShimmyDefaults.LIVENESS_FAILURES) int failures,
			@DefaultValue(ShimmyDefaults.IDLE_GENERATION) Duration idleGeneration) {

		public Liveness {
			Allowed.notNegative("shimmy.liveness.interval", interval);
			Allowed.positive("shimmy.liveness.timeout", timeout);
			Allowed.range("shimmy.liveness.failures", failures, 1, Integer.MAX_VALUE);
			Allowed.notNegative("shimmy.liveness.idle-generation", idleGeneration);
		}

	}

	/**
	 * Search for a server binary if shimmy.shimmy-path is not set.
	 *
	 * @param source Binaries searched if shimmy.shimmy-path is not set: 'shimmy' and
	 * 'llama-server' for these on PATH and managed, 'embedded' for the embedded engine on
	 * the class path, 'auto' for all three in this order.
	 * @param install Whether and how a server is installed if the search found no
	 * suitable binary: 'download' for a published release with a verified SHA-256,
	 * 'cargo' for a build of shimmy with cargo, 'auto' for the release where possible and
	 * else the build.
	 * @param version Release that is installed: a version 1.x.x or 2.x.x of shimmy, or a
	 * build of llama-server. By default 1.7.4, or b10964 if the source is 'llama-server'.
	 * @param sha256 SHA-256 that the downloaded file must have, 64 hexadecimal digits.
	 * Only needed if none is known for the release.
	 * @param mirror Address to download from instead of the project's releases: a
	 * program, or an archive (.tar.gz, .tgz or .zip) that contains one, with its
	 * libraries. '{version}' and '{asset}' in it are replaced.
	 */
	public record Binary(@DefaultValue("auto") BinarySource source, @DefaultValue("never") BinaryInstall install,
			@Nullable String version, @Nullable String sha256, @Nullable String mirror) {

		public Binary {
			if (version != null) {
				Allowed.matching("shimmy.binary.version", version, "[12](\\.\\d{1,6}){2}|b[1-9]\\d{0,8}",
						"a version of shimmy, 1.x.x or 2.x.x, or a build of llama-server, such as b10964");
			}
			if (sha256 != null) {
				Allowed.matching("shimmy.binary.sha256", sha256, "[0-9a-fA-F]{64}", "64 hexadecimal digits");
			}
			if (mirror != null) {
				Allowed.matching("shimmy.binary.mirror", mirror, "https?://[^/\\s@]+/\\S+",
						"an http or https address of a file, without a password");
			}
		}

	}

	/**
	 * Where models come from.
	 *
	 * @param discover Whether lists of local models, ModelRegistry.listLocal(), include
	 * those of the user's other programs, such as Ollama, LM Studio and Hugging Face's
	 * cache.
	 * @param acceptLicense Names of restrictive licences that are accepted, such as
	 * 'gemma' or 'llama3.2'. Models under permissive licences are downloaded without
	 * acceptance.
	 * @param catalog Catalogs of models to add to the built-in one: YAML files, as in
	 * 'classpath:models.yaml' or 'file:/etc/models.yaml'. If two have a model of the same
	 * name, the later one wins.
	 */
	public record ModelSource(@DefaultValue("false") boolean discover, @DefaultValue List<String> acceptLicense,
			@DefaultValue List<String> catalog) {

		public ModelSource {
			acceptLicense = List.copyOf(acceptLicense);
			catalog = List.copyOf(catalog);
			acceptLicense.forEach((license) -> Allowed.text("shimmy.model-source.accept-license", license));
			catalog.forEach((location) -> Allowed.text("shimmy.model-source.catalog", location));
		}

	}

	/**
	 * Chat model.
	 *
	 * @param model Name of the model in requests, answers and metrics. Defaults to the
	 * name of shimmy.model.
	 * @param temperature Sampling temperature, from 0 (always the likeliest token) to 2.
	 * If not set, the server decides.
	 * @param maxTokens Longest answer in tokens, unless a request says otherwise. It is
	 * lowered where prompt and answer would exceed the server's context.
	 * @param idleTimeout Longest silence of the server between two tokens. shimmy 1.x,
	 * which sends all tokens at once, may be silent for this and
	 * shimmy.chat.first-token-timeout together. Also the longest wait of a chat for a
	 * server that is starting and for a free slot, which counts against no other limit.
	 * @param firstTokenTimeout Longest silence of the server before the first token,
	 * while it reads the prompt. Any data from the server ends a silence. Defaults to
	 * 120s plus the time that the prompt takes at half the reading speed of this server,
	 * which is measured, and assumed to be 20 tokens a second until then.
	 * @param maxConcurrent Generations that may run at once; other calls wait in the
	 * order of their arrival. Defaults to the limit of the server: 2 for shimmy 1.x and
	 * the embedded engine, 1 for shimmy 2.x, any number for an unknown server. A
	 * generation whose caller has left counts until the server has ended it, except on
	 * the embedded engine and on unknown servers, which are told to end it. More than 2
	 * are also passed to the embedded engine, where each takes memory for a whole
	 * context.
	 * @param headers Headers added to every request.
	 * @param extraBody Fields added to the body of every request, for instance 'user'.
	 * @param controlTokens Treatment of the model's control tokens, the marks that its
	 * template puts around messages, in the content of messages: 'escape' puts a space
	 * behind the first character of each, 'refuse' fails the call with REQUEST_REJECTED,
	 * 'pass' sends them as they are. If set, it applies to every server. Defaults to
	 * 'pass' for the embedded engine, which reads them as text, and to 'escape' for
	 * shimmy 1.x and 2.x and for an unknown server, which would obey them. 'pass' suits a
	 * service that reads them as text, such as api.openai.com.
	 * @param reasoning Whether a reasoning model thinks before it answers: 'auto' leaves
	 * it to the model, 'off' and 'on' switch it. A call fails with UNSUPPORTED_REQUEST
	 * where that is not possible: the model's template must have the switch
	 * 'enable_thinking', and the server must be llama-server or an external one. 'off' is
	 * possible on every server if the model does not think.
	 */
	public record Chat(@Nullable String model, @Nullable Double temperature,
			@DefaultValue(ShimmyDefaults.MAX_TOKENS) int maxTokens,
			@DefaultValue(ShimmyDefaults.IDLE_TIMEOUT) Duration idleTimeout, @Nullable Duration firstTokenTimeout,
			@Nullable Integer maxConcurrent, @DefaultValue Map<String, String> headers,
			@DefaultValue Map<String, Object> extraBody, @Nullable ControlTokens controlTokens,
			@DefaultValue("auto") Reasoning reasoning) {

		private static final double MAX_TEMPERATURE = 2;

		public Chat {
			headers = Map.copyOf(headers);
			extraBody = Map.copyOf(extraBody);
			Allowed.textOrNull("shimmy.chat.model", model);
			Allowed.range("shimmy.chat.max-tokens", maxTokens, 1, Integer.MAX_VALUE);
			Allowed.positive("shimmy.chat.idle-timeout", idleTimeout);
			if (firstTokenTimeout != null) {
				Allowed.positive("shimmy.chat.first-token-timeout", firstTokenTimeout);
			}
			if (maxConcurrent != null) {
				Allowed.range("shimmy.chat.max-concurrent", maxConcurrent, 1, Integer.MAX_VALUE);
			}
			if (temperature != null && !(temperature >= 0 && temperature <= MAX_TEMPERATURE)) {
				throw Allowed.violation("shimmy.chat.temperature", temperature, "a number from 0 to 2");
			}
		}

		/** Leaves out headers and fields of the body, which may be secret. */
		@Override
		public String toString() {
			return "Chat[model=%s, temperature=%s, maxTokens=%d, idleTimeout=%s]".formatted(this.model,
					this.temperature, this.maxTokens, this.idleTimeout);
		}

	}

	/**
	 * Server in the health endpoint.
	 *
	 * @param readinessGroup Whether the group 'readiness' of the health endpoint includes
	 * 'shimmy' and 'shimmyEmbedding', beside its other members, so that the application
	 * receives no traffic while a server of it is down. A server that is asleep or was
	 * stopped is not down.
	 */
	public record Health(@DefaultValue("false") boolean readinessGroup) {
	}

	/**
	 * Situations in which nothing is launched.
	 *
	 * @param inTests Whether nothing is launched in tests that spring-test runs. Chats
	 * fail with NOT_RUNNING there.
	 */
	public record Skip(@DefaultValue("false") boolean inTests) {
	}

}
