package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.Set;

import io.github.shimmy4j.autoconfigure.ShimmyMode;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;

/**
 * Whether the start of the application starts the server, and why. The lifecycle acts on
 * it; health, the endpoint and the log show it.
 *
 * @param outcome effect on the server
 * @param reason the setting or bean that decided, as a clause
 */
public record StartDecision(Outcome outcome, String reason) {

	static StartDecision of(ShimmyProperties properties, Set<Circumstance> circumstances) {
		if (properties.mode() == ShimmyMode.EXTERNAL) {
			return Outcome.EXTERNAL.because("'shimmy.mode' is 'external'");
		}
		if (circumstances.contains(Circumstance.CONNECTION_DETAILS)) {
			return Outcome.EXTERNAL.because("the application has a ShimmyConnectionDetails bean");
		}
		if (circumstances.contains(Circumstance.USERS_SIDECAR)) {
			return Outcome.ON_REQUEST.because("the application has a ShimmySidecar bean of its own");
		}
		if (circumstances.contains(Circumstance.TEST) && properties.skip().inTests()) {
			return Outcome.SKIP.because("this is a test, and 'shimmy.skip.in-tests' is 'true'");
		}
		if (properties.startOnFirstUse()) {
			return Outcome.ON_FIRST_USE.because("'shimmy.start-on-first-use' is 'true'");
		}
		// Nothing but a call asks for the daemon later.
		boolean shared = properties.mode() == ShimmyMode.SHARED;
		Outcome later = shared ? Outcome.ON_FIRST_USE : Outcome.ON_REQUEST;
		// Only in an application compiled ahead of time, where conditions are fixed.
		if (!properties.enabled()) {
			return later.because("'shimmy.enabled' is 'false'");
		}
		if (!properties.lifecycleManagement().shouldStart()) {
			return later.because("'shimmy.lifecycle-management' is 'none'");
		}
		if (!properties.autoStart()) {
			return later.because("'shimmy.auto-start' is 'false'");
		}
		if (shared) {
			return Outcome.SHARE.because("'shimmy.mode' is 'shared'");
		}
		if (circumstances.contains(Circumstance.KEPT_SERVER)) {
			return Outcome.KEEP.because("an earlier context left one with the same options");
		}
		return Outcome.START.because("'shimmy.auto-start' is 'true'");
	}

	/**
	 * Whether the start of the application starts the server or takes over a running one.
	 * @return false if the server is external, skipped or started later
	 */
	public boolean startsServer() {
		return switch (this.outcome) {
			case START, KEEP, SHARE -> true;
			case SKIP, EXTERNAL, ON_FIRST_USE, ON_REQUEST -> false;
		};
	}

	/** A sentence without its full stop. */
	@Override
	public String toString() {
		return "The server " + this.outcome.words + ": " + this.reason;
	}

	/** Effect of the application's start on the server. */
	public enum Outcome {

		/** Starts it. */
		START("starts with the application"),

		/** Takes over the running server of an earlier context. */
		KEEP("keeps running"),

		/** Finds this user's daemon, or starts it. */
		SHARE("is that of the daemon"),

		/** Does not start it, and refuses later starts: a test without a server. */
		SKIP("is skipped"),

		/** None: this application does not launch it. */
		EXTERNAL("is external"),

		/** None: the first call starts it. */
		ON_FIRST_USE("starts with the first call"),

		/** None: it starts when application code requests it. */
		ON_REQUEST("starts on request");

		private final String words;

		Outcome(String words) {
			this.words = words;
		}

		private StartDecision because(String reason) {
			return new StartDecision(this, reason);
		}

	}

	/** Facts that decide beside the properties. */
	enum Circumstance {

		/** The application has a bean with the address of a server. */
		CONNECTION_DETAILS,

		/** The application has its own sidecar bean. */
		USERS_SIDECAR,

		/** spring-test runs the context. */
		TEST,

		/** An earlier context has left a running server with the same options. */
		KEPT_SERVER

	}

}
