package io.github.shimmy4j.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of this user's daemon: those of its clients, and those of its own life.
 *
 * @param command Command that starts the daemon, program first. If it is not set, the
 * dependency 'shimmy-daemon' is started, or else 'shimmy4j' on PATH.
 * @param autoSpawn Whether an application with shimmy.mode=shared starts the daemon if
 * none runs.
 * @param timeout Longest silence of a daemon that starts or answers.
 * @param idleExit Time without a request after which the daemon ends itself, read by the
 * daemon only; 0 never ends it.
 */
@ConfigurationProperties("shimmy.daemon")
public record DaemonProperties(@DefaultValue List<String> command, @DefaultValue("true") boolean autoSpawn,
		@DefaultValue("120s") Duration timeout, @DefaultValue("0s") Duration idleExit) {

	public DaemonProperties {
		command = List.copyOf(command);
		command.forEach((word) -> Allowed.text("shimmy.daemon.command", word));
		Allowed.positive("shimmy.daemon.timeout", timeout);
		Allowed.notNegative("shimmy.daemon.idle-exit", idleExit);
	}

}
