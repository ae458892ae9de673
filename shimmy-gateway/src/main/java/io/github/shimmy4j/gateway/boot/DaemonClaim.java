package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.daemon.ConfigListener;
import io.github.shimmy4j.gateway.daemon.DaemonPresence;
import io.github.shimmy4j.gateway.daemon.StopNote;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.ShimmyHome;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.context.ApplicationListener;

/** The step before Spring: this process becomes the user's daemon, or ends. */
final class DaemonClaim {

	private DaemonClaim() {
	}

	/**
	 * Makes this process the daemon of its user. Ends it if another one is.
	 * @param application the daemon, which gets its settings and its presence
	 * @param arguments settings of the command line
	 */
	static void prepare(SpringApplication application, String[] arguments) {
		Map<String, String> environment = System.getenv();
		application.addListeners(new ConfigListener(environment));
		try {
			ShimmyHome home = ShimmyHome.of(environment);
			DaemonPresence presence = DaemonPresence.claim(home, Pause.SLEEP).orElse(null);
			if (presence == null) {
				System.exit(tellOfTheOther(home, arguments));
				return;
			}
			// After Spring has stopped the sidecar.
			SpringApplication.getShutdownHandlers().add(presence::close);
			application.addInitializers(
					(context) -> context.getBeanFactory().registerSingleton("shimmyDaemonPresence", presence));
			application.addListeners((ApplicationListener<ApplicationFailedEvent>) (failed) -> presence
				.leave(StopNote.of(InstantSource.system(), "could not start: " + reason(failed.getException()))));
			application.setDefaultProperties(ShimmyDaemon.defaultsAnd(logOf(home)));
		}
		catch (IOException ex) {
			// It can be used all the same, by those who know its address.
			say("other programs cannot find this daemon, because its state cannot be written: " + ex);
		}
		catch (ShimmyException ex) {
			// Spring meets the same obstacle, and reports it with its remedy.
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("Nobody interrupts the main thread", ex);
		}
	}

	/** Spring wraps a failure once for each bean that needs the one that failed. */
	private static String reason(Throwable failure) {
		for (Class<?> telling : List.of(ShimmyException.class, BindException.class)) {
			for (Throwable each = failure; each != null; each = each.getCause()) {
				if (telling.isInstance(each)) {
					return String.valueOf(each.getMessage());
				}
			}
		}
		return String.valueOf(failure.getMessage());
	}

	private static void say(String sentence) {
		System.err.println("shimmy-daemon: " + sentence);
	}

	/** A file of 10 MB, and as many older ones, compressed, as fit into 50 MB. */
	static Map<String, Object> logOf(ShimmyHome home) {
		try {
			OwnerOnly.createDirectory(home.logs());
			return Map.of("logging.file.name", home.logs().resolve("daemon.log").toString(),
					"logging.logback.rollingpolicy.max-file-size", "10MB",
					"logging.logback.rollingpolicy.total-size-cap", "50MB");
		}
		catch (ShimmyException ex) {
			say("there is no log file, because '%s' cannot be written: %s".formatted(home.logs(), ex));
			return Map.of();
		}
	}

	static int tellOfTheOther(ShimmyHome home, String[] arguments) {
		DaemonFile file = new DaemonFile(home);
		try {
			Optional<DaemonRecord> other = file.read().filter(DaemonPresence::isAlive);
			if (other.isPresent()) {
				System.out.printf("shimmy4j runs already: %s%n", other.get());
				if (arguments.length > 0) {
					System.out.println("The settings of this start are not used; stop the other daemon first.");
				}
				return 0;
			}
			say("another daemon of this user is starting or ending (it holds '%s'); try again in a moment"
				.formatted(home.daemonLock()));
		}
		catch (IOException ex) {
			say("another daemon of this user runs (it holds '%s'), and '%s', which would tell where, cannot be read: %s"
				.formatted(home.daemonLock(), file.path(), ex));
		}
		return 1;
	}

}
