package io.github.shimmy4j.gateway.daemon;

import java.io.IOException;
import java.time.InstantSource;

import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.text.PrintableLogger;
import io.github.shimmy4j.text.PrintableText;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Tells where the daemon is once its port is open, and writes down why it ends before it
 * stops.
 */
public final class DaemonLife implements ApplicationListener<ApplicationEvent> {

	private static final PrintableLogger logger = PrintableLogger.of(DaemonLife.class);

	private final DaemonPresence presence;

	private final ShimmyHome home;

	private final String host;

	private final String version;

	private final InstantSource clock;

	private volatile String reason = "was told to end";

	/**
	 * Tells nothing yet.
	 * @param presence this process as the daemon
	 * @param home directories of the user
	 * @param host address by which programs of this machine reach it, without the port
	 * @param version version of the daemon
	 * @param clock time of day
	 */
	public DaemonLife(DaemonPresence presence, ShimmyHome home, String host, String version, InstantSource clock) {
		this.presence = presence;
		this.home = home;
		this.host = host;
		this.version = version;
		this.clock = clock;
	}

	/**
	 * Sets the reason of an end that follows.
	 * @param reason a clause such as "was idle for 30 minutes"
	 */
	public void endsBecause(String reason) {
		this.reason = reason;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof WebServerInitializedEvent opened && isOwn(opened)) {
			tellHowTheLastOneEnded();
			this.presence.announce(this.host + ":" + opened.getWebServer().getPort(), this.version);
		}
		else if (event instanceof ContextClosedEvent closed && closed.getApplicationContext().getParent() == null) {
			writeReason();
		}
	}

	/** Not the server of a management port. */
	private static boolean isOwn(WebServerInitializedEvent event) {
		return event.getApplicationContext().getServerNamespace() == null;
	}

	private void tellHowTheLastOneEnded() {
		try {
			StopNote note = StopNote.take(this.home).orElse(null);
			DaemonRecord killed = this.presence.killed().orElse(null);
			if (killed != null) {
				logger.warn("The previous {} was killed or has crashed; its log is in '{}'", killed, this.home.logs());
			}
			else if (note != null) {
				logger.info("The previous daemon (process {}) ended at {} because it {}", note.pid(), note.at(),
						PrintableText.of(note.reason()));
			}
		}
		catch (IOException ex) {
			logger.warn("The reason for the end of the previous daemon cannot be read: {}", ex.toString());
		}
	}

	private void writeReason() {
		logger.info("This daemon ends because it {}", this.reason);
		try {
			new StopNote(ProcessHandle.current().pid(), this.clock.instant(), this.reason).write(this.home);
		}
		catch (IOException ex) {
			logger.warn("The reason for this end cannot be written: {}", ex.toString());
		}
	}

}
