package io.github.shimmy4j.gateway.boot;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The gateway as a program of its own, with the embedded engine inside. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(DaemonConfiguration.class)
public class ShimmyDaemon {

	/** Settings that differ from those of a library in somebody's application. */
	private static final Map<String, Object> DEFAULTS = Map.of(
			// Requests are accepted at once and wait for the model.
			"shimmy.fail-fast", "false", "spring.main.banner-mode", "off", "spring.application.name", "shimmy4j",
			"server.shutdown", "graceful",
			// A connection that nobody uses must not be kept for ever.
			"server.netty.idle-timeout", "2m",
			// Editors and agents send long prompts; and the memory is free while nobody
			// asks.
			"shimmy.context-size", "up-to-16384", "shimmy.idle-stop-after", "30m");

	/**
	 * Runs the daemon until it is told to end. If this user's daemon runs already, says
	 * where it is and ends with status 0, or with status 1 if it does not tell.
	 * @param arguments settings, as in {@code --shimmy.gateway.bind-address=HOST:PORT}
	 */
	public static void main(String[] arguments) {
		SpringApplication application = application();
		DaemonStart.prepare(application, arguments);
		application.run(arguments);
	}

	static SpringApplication application() {
		SpringApplication application = new SpringApplication(ShimmyDaemon.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.setDefaultProperties(DEFAULTS);
		return application;
	}

	/** The defaults together with others. */
	static Map<String, Object> defaultsAnd(Map<String, Object> others) {
		Map<String, Object> all = new HashMap<>(DEFAULTS);
		all.putAll(others);
		return all;
	}

}
