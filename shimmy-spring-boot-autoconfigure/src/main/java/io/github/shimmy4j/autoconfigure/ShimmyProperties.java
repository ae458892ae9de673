package io.github.shimmy4j.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryInstall;
import io.github.shimmy4j.binary.BinarySource;
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
 * @param mode Where the server comes from: launched by this application, or run by
 * somebody else at shimmy.base-url.
 * @param autoStart Whether the server is launched when the application starts. Otherwise
 * nothing runs until ShimmySidecar.start() is called, and chats fail with NOT_RUNNING.
 * @param baseUrl Address of an external server, usually ending in '/v1', which is added
 * where there is no path at all. Slashes and '/chat/completions' at the end are dropped.
 * Only with shimmy.mode=external, and required there.
 * @param apiKey API key of the external server. Only with shimmy.mode=external.
 * @param shimmyPath Binary to run; if set, no other is considered. Otherwise PATH, the
 * managed binaries and the embedded engine are searched in this order; one that cannot
 * run or serve here is passed over, and the log says why. May begin with '~/'.
 * @param preferredPort First port tried on 127.0.0.1; 0 for any that is free.
 * @param portRange How many ports after the preferred one are tried when it is taken.
 * @param model Model to serve: a GGUF file (anything with a separator or ending in
 * .gguf), where one is to be had ('hf:owner/repository/file.gguf', 'https:…#sha256=…',
 * 'pypi:…'), a name of the catalog, or the name of a file in the models directory.
 * @param modelsDir Directory of models; may begin with '~/'. Defaults to
 * 'shimmy4j/models' in the platform's cache directory, or below SHIMMY4J_HOME.
 * @param args Arguments appended to the server's command line; a 'serve' at the beginning
 * is not doubled.
 * @param env Variables added to the server's environment, as in shimmy.env.RUST_LOG. In
 * configuration files, names keep their case and their underscores.
 * @param gpuMode Accelerator to ask the server for; 'auto' leaves it to the server.
 * @param healthTimeout Longest time from the spawn of the server to its first token.
 * Transfers of a model come before and do not count.
 * @param maxRestarts How often a server that ended by itself is started again within
 * shimmy.restart.window.
 * @param failFast Whether the application fails to start when the server does. Otherwise
 * it starts at once and the health endpoint tells how far the server is.
 * @param startOnFirstUse Whether the first call starts the server, and waits for it,
 * instead of the application's start.
 * @param idleStopAfter Time without a call after which the server is stopped. The next
 * call starts it again and waits for it; 0 never stops it.
 * @param lifecycleManagement What the start and the end of the application do to the
 * server.
 * @param restart Restarts of a server that ended by itself.
 * @param shutdown End of the server.
 * @param liveness Watch over the running server.
 * @param binary Search for a server where shimmy.shimmy-path names none.
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
		@Nullable String modelsDir, @DefaultValue List<String> args, @DefaultValue Map<String, String> env,
		@DefaultValue("auto") GpuMode gpuMode, @DefaultValue(ShimmyDefaults.HEALTH_TIMEOUT) Duration healthTimeout,
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
		Allowed.positive("shimmy.health-timeout", healthTimeout);
		Allowed.notNegative("shimmy.idle-stop-after", idleStopAfter);
		Allowed.text("shimmy.model", model);
		ModelReference.parse(model);
		Allowed.textOrNull("shimmy.shimmy-path", shimmyPath);
		Allowed.textOrNull("shimmy.models-dir", modelsDir);
		Allowed.httpOrNull("shimmy.base-url", baseUrl);
		if (shimmyPath != null && binary.source() == BinarySource.EMBEDDED) {
			throw Allowed.violation("shimmy.shimmy-path", shimmyPath, "nothing where shimmy.binary.source=embedded");
		}
		if (mode == ShimmyMode.OWNED && baseUrl != null) {
			throw Allowed.violation("shimmy.base-url", baseUrl, "only with shimmy.mode=external");
		}
	}

	/**
	 * The model to serve, as everything else takes it.
	 * @return what 'shimmy.model' means
	 */
	public ModelReference servedModel() {
		return ModelReference.parse(this.model);
	}

	/** Without the key and the variables, which may be secret. */
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
	 * Watch over the running server.
	 *
	 * @param interval Time between two looks at the ready server's '/health'; 0 looks
	 * never.
	 * @param timeout Longest wait for an answer to such a look.
	 * @param failures How many looks in a row without an answer make the server count as
	 * hung. It is killed and started again then. Looks during a generation of shimmy 1.x
	 * do not count, since it may be silent then; the chat's own timeouts end what hangs
	 * there.
	 * @param idleGeneration Time without a generation after which the server is asked for
	 * one token, and started again if it fails; 0 asks never.
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
	 * Search for a server where shimmy.shimmy-path names none.
	 *
	 * @param source What is searched where shimmy.shimmy-path is not set: 'shimmy' is
	 * shimmy on PATH and among the managed binaries, 'embedded' the embedded engine on
	 * the class path, 'auto' first the one and then the other.
	 * @param install Whether and how a shimmy is obtained where nothing that was searched
	 * suits: a published release with a verified SHA-256, a build with cargo, or the
	 * first where that is possible and else the second.
	 * @param version Release of shimmy that is obtained: a version 1.x.x or 2.x.x.
	 * @param sha256 SHA-256 that the downloaded file must have, 64 hexadecimal digits.
	 * Only needed where none is known for the release.
	 * @param mirror Address to download from instead of the project's releases: a
	 * program, or an archive (.tar.gz, .tgz or .zip) with one. '{version}' and '{asset}'
	 * in it are replaced.
	 */
	public record Binary(@DefaultValue("auto") BinarySource source, @DefaultValue("never") BinaryInstall install,
			@DefaultValue(ShimmyDefaults.BINARY_VERSION) String version, @Nullable String sha256,
			@Nullable String mirror) {

		public Binary {
			Allowed.matching("shimmy.binary.version", version, "[12](\\.\\d{1,6}){2}",
					"a version of shimmy, 1.x.x or 2.x.x");
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
	 * @param acceptLicense Names of licences that are accepted for the models that have
	 * them, such as 'gemma' or 'llama3.2'. Permissive licences need no word.
	 * @param catalog Catalogs of models to add to the built-in one: YAML files, as in
	 * 'classpath:models.yaml' or 'file:/etc/models.yaml'. Later ones win.
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
	 * Left to the server if not set.
	 * @param maxTokens Longest answer in tokens, unless a request says otherwise. It is
	 * lowered where prompt and answer would exceed the server's context.
	 * @param idleTimeout Longest silence of the server between two tokens; shimmy 1.x,
	 * whose tokens do not come one by one, may be silent for this and
	 * shimmy.chat.first-token-timeout together. Also the longest wait of a chat for a
	 * server that is starting and for its turn, which counts against no other limit.
	 * @param firstTokenTimeout Longest silence of the server before the first token,
	 * while it reads the prompt. Any data that it sends end a silence. Defaults to 120s
	 * and the time that the prompt takes at half the reading speed measured on this
	 * server, which is taken to be 20 tokens a second before it was measured.
	 * @param maxConcurrent Generations that may run at once; other calls wait their turn,
	 * first come first served. Defaults to what the server can do: 2 for shimmy 1.x and
	 * the embedded engine, 1 for shimmy 2.x, any number for a server that is not known. A
	 * generation counts until the server has ended it, also when its caller has left; but
	 * one that the embedded engine, or a server that is not known, is told to end counts
	 * no longer. The embedded engine is told of more than 2; each takes memory for a
	 * whole context.
	 * @param headers Headers added to every request.
	 * @param extraBody Fields added to the body of every request, for instance 'user'.
	 * @param controlTokens What becomes of the model's control tokens, the marks that its
	 * template puts around messages, in the content of messages: 'escape' puts a space
	 * behind the first character of each, 'refuse' fails the call with REQUEST_REJECTED,
	 * 'pass' sends them as they are. Holds for every server if set. Defaults to 'pass'
	 * for the embedded engine, which reads them as text, and to 'escape' for shimmy 1.x
	 * and 2.x and for a server that is not known, which would obey them. A service that
	 * reads them as text, such as api.openai.com, can be given 'pass'.
	 */
	public record Chat(@Nullable String model, @Nullable Double temperature,
			@DefaultValue(ShimmyDefaults.MAX_TOKENS) int maxTokens,
			@DefaultValue(ShimmyDefaults.IDLE_TIMEOUT) Duration idleTimeout, @Nullable Duration firstTokenTimeout,
			@Nullable Integer maxConcurrent, @DefaultValue Map<String, String> headers,
			@DefaultValue Map<String, Object> extraBody, @Nullable ControlTokens controlTokens) {

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

		/** Without headers and fields, which may be secret. */
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
	 * 'shimmy', beside what it includes otherwise, so that the application receives no
	 * traffic while its server is down. A server that sleeps, or was stopped, is not
	 * down.
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
