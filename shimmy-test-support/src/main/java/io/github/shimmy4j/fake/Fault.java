package io.github.shimmy4j.fake;

import java.util.Arrays;
import java.util.Locale;

/**
 * Ways in which a {@link FakeShimmyBinary} can misbehave. A fault that takes a value says
 * which; the others take none. Faults of the chat can also be set and cleared in a
 * running fake, by {@code POST} and {@code DELETE /__faults}.
 */
public enum Fault {

	/** Prints the usual first lines and exits with this status. */
	EXIT_AT_START,

	/** Text for stderr of {@link #EXIT_AT_START} and {@link #FIRST_STARTS_FAIL}. */
	EXIT_MESSAGE,

	/** This many launches of the installed binary exit with 1, later ones succeed. */
	FIRST_STARTS_FAIL,

	/** Prints Ready and never listens. */
	NEVER_BIND,

	/** Listens this duration after Ready, such as {@code 500ms} or {@code 90s}. */
	BIND_DELAY,

	/** Listens as soon as this file does not exist. */
	BIND_HELD_BY,

	/**
	 * Duration for which a {@code llama-server} loads its model: it listens, and answers
	 * 503. A shimmy has no such time.
	 */
	LOADING_TAKES,

	/**
	 * Not a fault: before it listens, the fake asks itself this many chats, so that its
	 * classes are loaded when the first request of a test arrives.
	 */
	WARMED_UP,

	/** Connections succeed, but no request is ever read. */
	BIND_BUT_NEVER_ANSWER,

	/** SIGTERM and SIGINT do nothing. */
	IGNORE_TERM,

	/** Starts {@code sleep 600} with the same output pipes and prints its pid. */
	LEAVE_GRANDCHILD,

	/** This many bytes on stdout without a newline, after Ready. */
	FLOOD_OUTPUT,

	/** Bytes that are not UTF-8 on both streams, after Ready. */
	INVALID_UTF8_OUTPUT,

	/** Ends stdout after Ready; the process goes on. */
	CLOSE_STDOUT,

	/** Model lists do not show the ids that were scanned. */
	WRONG_MODEL_LIST,

	/** Requests with a wrong key, or none, are accepted; shimmy would answer 401. */
	IGNORE_KEY,

	/** Bytes printed to stdout for each chat; {@code 0} for none. */
	REQUEST_FLOOD,

	/** This many chats are answered correctly before the faults below begin. */
	FAULTS_AFTER,

	/** A chat for one token, which is how a supervisor asks, is always answered. */
	SPARE_ONE_TOKEN,

	/**
	 * Each generation fails with 502 and an empty body, or the stream's equivalent. A
	 * {@code llama-server} says 500 with an error, which is also the last event of a
	 * stream.
	 */
	GENERATION_502,

	/** Each chat is answered 500 with an empty body. */
	GENERATION_500,

	/** A chat is read and never answered. */
	GENERATION_HANGS,

	/** This many chats fail as {@link #GENERATION_502}, later ones succeed. */
	FIRST_GENERATIONS_FAIL,

	/** After this many chats all fail as {@link #GENERATION_502}; health stays ok. */
	POISONED_AFTER,

	/** The process dies as soon as it has answered this many chats. */
	CRASH_AFTER,

	/** The process dies in the middle of each answer. */
	CRASH_DURING_GENERATION,

	/** Exit status of a crash, 137 unless told. */
	CRASH_STATUS,

	/** The connection closes in the middle of a streamed answer. */
	CUT_STREAM,

	/** A streamed answer ends with neither a finish reason nor {@code [DONE]}. */
	NO_FINISH_REASON,

	/** A streamed answer has a chunk that is not JSON. */
	GARBAGE_CHUNK,

	/** The answer is well-formed and has no content. */
	EMPTY_ANSWER,

	/** The answer is one token of this many bytes. */
	HUGE_CHUNK,

	/** Duration spent on each token. */
	TOKEN_DELAY,

	/** Duration of reading the prompt, before anything is sent. */
	READING_TAKES,

	/** Interval at which a streamed answer reports how much of the prompt was read. */
	READING_REPORTED_EVERY,

	/** A streamed answer stops for ever after this many tokens. */
	STALL_AFTER,

	/** A chat is answered 200 with an HTML page. */
	ANSWER_HTML,

	/** A chat is answered with this HTTP status and an error of OpenAI's shape. */
	STATUS,

	/** The answer names another model than the one asked for. */
	ANSWER_FROM_OTHER_MODEL;

	/** The name in properties and in {@code /__faults}, such as {@code never-bind}. */
	public String kebabName() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	String property() {
		return "fake.fault." + kebabName();
	}

	static Fault ofKebabName(String name) {
		return Arrays.stream(values())
			.filter((fault) -> fault.kebabName().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("no fault is called '" + name + "'"));
	}

}
