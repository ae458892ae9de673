package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.daemon.ConfigListener;
import io.github.shimmy4j.gateway.daemon.DaemonPresence;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.ShimmyHome;
import org.springframework.boot.SpringApplication;

/** What happens before Spring: this process becomes the user's daemon, or ends. */
final class DaemonStart {

	private DaemonStart() {
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
			DaemonPresence presence = DaemonPresence.claim(home).orElse(null);
			if (presence == null) {
				System.exit(tellOfTheOther(home, arguments));
				return;
			}
			// After Spring has stopped the sidecar.
			SpringApplication.getShutdownHandlers().add(presence::close);
			application.addInitializers(
					(context) -> context.getBeanFactory().registerSingleton("shimmyDaemonPresence", presence));
			application.setDefaultProperties(ShimmyDaemon.defaultsAnd(logOf(home)));
		}
		catch (IOException ex) {
			// It can be used all the same, by those who know its address.
			System.err.println("shimmy-daemon: other programs cannot find this daemon, because its state cannot be "
					+ "written: " + ex);
		}
		catch (ShimmyException ex) {
			// Spring meets the same obstacle, and reports it with its remedy.
		}
	}

	/** A file of 10 MB, and as many older ones, compressed, as fit into 50 MB. */
	private static Map<String, Object> logOf(ShimmyHome home) throws IOException {
		OwnerOnly.createDirectory(home.logs());
		return Map.of("logging.file.name", home.logs().resolve("daemon.log").toString(),
				"logging.logback.rollingpolicy.max-file-size", "10MB", "logging.logback.rollingpolicy.total-size-cap",
				"50MB");
	}

	private static int tellOfTheOther(ShimmyHome home, String[] arguments) throws IOException {
		Optional<DaemonRecord> other = new DaemonFile(home).read().filter((record) -> record.process().isPresent());
		if (other.isEmpty()) {
			System.err.printf("shimmy-daemon: another daemon of this user is starting or ending: it holds '%s'%n",
					home.daemonLock());
			return 1;
		}
		System.out.printf("shimmy4j runs already: %s%n", other.get());
		if (arguments.length > 0) {
			System.out.println("The settings of this start are not used; stop the other daemon first.");
		}
		return 0;
	}

}
