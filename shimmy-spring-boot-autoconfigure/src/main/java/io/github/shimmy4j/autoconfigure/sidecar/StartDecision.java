package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.Set;

import io.github.shimmy4j.autoconfigure.ShimmyMode;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;

/**
 * Whether the start of the application starts the server, and why. The lifecycle acts on
 * it; health, the endpoint and the log tell it.
 *
 * @param outcome what becomes of the server
 * @param reason why, as a clause
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
			return Outcome.NOT_ASKED.because("the application has a ShimmySidecar bean of its own");
		}
		if (circumstances.contains(Circumstance.TEST) && properties.skip().inTests()) {
			return Outcome.SKIP.because("this is a test, and 'shimmy.skip.in-tests' is 'true'");
		}
		if (properties.startOnFirstUse()) {
			return Outcome.ON_FIRST_USE.because("'shimmy.start-on-first-use' is 'true'");
		}
		// The condition of an application that was compiled ahead of time is frozen.
		if (!properties.enabled()) {
			return Outcome.NOT_ASKED.because("'shimmy.enabled' is 'false'");
		}
		if (!properties.lifecycleManagement().shouldStart()) {
			return Outcome.NOT_ASKED.because("'shimmy.lifecycle-management' is 'none'");
		}
		if (!properties.autoStart()) {
			return Outcome.NOT_ASKED.because("'shimmy.auto-start' is 'false'");
		}
		if (circumstances.contains(Circumstance.KEPT_SERVER)) {
			return Outcome.KEEP.because("the context before left one with the same options");
		}
		return Outcome.START.because("'shimmy.auto-start' is 'true'");
	}

	/**
	 * Whether the start of the application starts the server, or takes over one that
	 * runs.
	 * @return false where nothing runs until somebody asks for it, or somebody else runs
	 * it
	 */
	public boolean startsServer() {
		return this.outcome == Outcome.START || this.outcome == Outcome.KEEP;
	}

	/** A sentence without its full stop. */
	@Override
	public String toString() {
		return "The server " + this.outcome.words + ": " + this.reason;
	}

	/** What becomes of the server when the application starts. */
	public enum Outcome {

		/** It is started. */
		START("starts with the application"),

		/** The one of an earlier context goes on. */
		KEEP("goes on"),

		/** It is not started, and cannot be: this is a test that does without it. */
		SKIP("is left out"),

		/** Somebody else runs it. */
		EXTERNAL("is run by somebody else"),

		/** It is started by the first call. */
		ON_FIRST_USE("starts with the first call"),

		/** It is started when somebody asks for it. */
		NOT_ASKED("starts when somebody asks for it");

		private final String words;

		Outcome(String words) {
			this.words = words;
		}

		private StartDecision because(String reason) {
			return new StartDecision(this, reason);
		}

	}

	/** What decides beside the properties. */
	enum Circumstance {

		/** A bean of the application says where a server is. */
		CONNECTION_DETAILS,

		/** The application makes its sidecar itself. */
		USERS_SIDECAR,

		/** The context is one of spring-test's. */
		TEST,

		/** A server with the same options runs since an earlier context. */
		KEPT_SERVER

	}

}
