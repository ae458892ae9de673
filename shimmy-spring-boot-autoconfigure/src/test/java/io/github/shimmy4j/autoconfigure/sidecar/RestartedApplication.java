package io.github.shimmy4j.autoconfigure.sidecar;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shimmy4j.sidecar.ShimmySidecar;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** An application that devtools restart, and that says each time which server it has. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class RestartedApplication {

	/** In a place that a restart leaves alone: the class itself is loaded anew. */
	private static final String CONTEXTS = "restarted-application.contexts";

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(RestartedApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(arguments);
	}

	@EventListener
	void ready(ApplicationReadyEvent event) {
		ConfigurableApplicationContext context = event.getApplicationContext();
		List<WeakReference<Object>> contexts = contexts();
		contexts.add(new WeakReference<>(context.getBeanFactory()));
		System.gc();
		System.out.println("FIRST " + (contexts.get(0).refersTo(null) ? "forgotten" : "in memory"));
		System.out.println("HOLDING " + threadsOfOursThatHoldTheApplication());
		System.out.println("READY " + context.getBean(ShimmySidecar.class).snapshot().pid());
	}

	private static List<String> threadsOfOursThatHoldTheApplication() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getContextClassLoader() != null && thread.getContextClassLoader()
				.getClass() == RestartedApplication.class.getClassLoader().getClass())
			.map(Thread::getName)
			.filter((name) -> name.startsWith("shimmy-"))
			.toList();
	}

	@SuppressWarnings("unchecked")
	private static List<WeakReference<Object>> contexts() {
		return (List<WeakReference<Object>>) System.getProperties()
			.computeIfAbsent(CONTEXTS, (name) -> new CopyOnWriteArrayList<>());
	}

}
