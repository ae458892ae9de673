package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.github.shimmy4j.daemon.DaemonSearch.Sighting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.Reply;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerReader;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.ServerError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client of this user's daemon, which several threads may use at the same time. It
 * finds the daemon, starts it if none runs, and uses its model. A daemon that has ended
 * is found, or started, anew by the next call.
 * <p>
 * Calls fail with {@link ShimmyException}: with one of the codes DAEMON_… if there is no
 * daemon to talk to, SIDECAR_LOST if it ends while it answers, GENERATION_TIMEOUT if it
 * is silent for longer than allowed, and else with the code that the daemon tells. A call
 * that waits for an answer when the client is closed ends with a CancellationException.
 */
public final class DaemonClient implements AutoCloseable {

	private static final String CHAT = "/v1/chat/completions";

	private static final String HEALTH = "/health";

	private final DaemonConfig config;

	private final DaemonHttp http;

	private final DaemonSearch search;

	private final DaemonStart start;

	private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();

	private final ProvenDaemon proven;

	private volatile boolean closed;

	private DaemonClient(DaemonConfig config, DaemonAge age, LongSupplier nanoTime) {
		this.config = config;
		this.http = new DaemonHttp();
		this.search = new DaemonSearch(config.home(), this.http, config.timeout());
		this.start = start(config, this.http, age);
		this.proven = new ProvenDaemon(nanoTime);
	}

	private static DaemonStart start(DaemonConfig config, DaemonHttp http, DaemonAge age) {
		ClassLoader context = Thread.currentThread().getContextClassLoader();
		return new DaemonStart(config, http, (context != null) ? context : DaemonClient.class.getClassLoader(), age,
				System::nanoTime);
	}

	/**
	 * Connects to the daemon with the defaults of {@link DaemonConfig#ofDefaults()}.
	 * @return a client whose daemon has proven itself
	 * @throws ShimmyException one of the codes DAEMON_…, or a failure of the disk
	 */
	public static DaemonClient connectDefault() {
		return connect(DaemonConfig.ofDefaults());
	}

	/**
	 * Connects to the daemon, and starts it if none runs and this is allowed.
	 * @param config how to find it
	 * @return a client whose daemon has proven itself
	 * @throws ShimmyException one of the codes DAEMON_…, INVALID_CONFIGURATION, or a
	 * failure of the disk
	 */
	public static DaemonClient connect(DaemonConfig config) {
		return connect(config, DaemonAge.ofThisClient(), System::nanoTime);
	}

	/**
	 * Makes a client that looks for the daemon only when it is used.
	 * @param config how to find it
	 * @return a client, which has sent nothing yet
	 */
	public static DaemonClient of(DaemonConfig config) {
		return new DaemonClient(config, DaemonAge.ofThisClient(), System::nanoTime);
	}

	static DaemonClient connect(DaemonConfig config, DaemonAge age, LongSupplier nanoTime) {
		DaemonClient client = new DaemonClient(config, age, nanoTime);
		boolean proven = false;
		try {
			client.daemon();
			proven = true;
			return client;
		}
		finally {
			if (!proven) {
				client.close();
			}
		}
	}

	/** As {@link #ensureDaemonRunning(DaemonConfig)}, with the defaults. */
	public static DaemonRecord ensureDaemonRunning() {
		return ensureDaemonRunning(DaemonConfig.ofDefaults());
	}

	/**
	 * Finds the daemon, and starts it if none runs and this is allowed. Of programs that
	 * try at the same time one starts it, and all get the same one.
	 * @param config how to find it
	 * @return the daemon, which has proven itself, and answers requests
	 * @throws ShimmyException one of the codes DAEMON_…, INVALID_CONFIGURATION, or a
	 * failure of the disk
	 */
	public static DaemonRecord ensureDaemonRunning(DaemonConfig config) {
		return ensureDaemonRunning(config, DaemonAge.ofThisClient());
	}

	static DaemonRecord ensureDaemonRunning(DaemonConfig config, DaemonAge age) {
		try (DaemonHttp http = new DaemonHttp()) {
			return start(config, http, age).ensure();
		}
	}

	/**
	 * The daemon, which is found, or started, anew if it has ended. It has proven itself
	 * within the last second.
	 */
	public DaemonRecord daemon() {
		requireOpen();
		DaemonRecord known = this.proven.believed();
		if (known == null) {
			known = this.start.ensure();
			this.proven.set(known);
		}
		return known;
	}

	/**
	 * Forgets the proof of a daemon that was seen to end: the next call looks for one,
	 * also within the second in which it would believe the proof.
	 * @param lost the daemon; another one stays known
	 */
	public void forget(DaemonRecord lost) {
		this.proven.forget(lost);
	}

	private void requireOpen() {
		if (this.closed) {
			throw new IllegalStateException("The client of the daemon is closed");
		}
	}

	/**
	 * Asks the model one question.
	 * @param prompt the question
	 * @return the text of the answer
	 */
	public String queryText(String prompt) {
		ObjectNode request = JsonMapper.shared().createObjectNode();
		request.putArray("messages").addObject().put("role", "user").put("content", prompt);
		return chat(new CompletionRequest(request)).content();
	}

	/**
	 * Asks for the next message of a conversation, and waits for the whole of it.
	 * @param request the conversation; without a name of a model it asks for the one that
	 * the daemon has
	 * @return the answer
	 */
	public Completion chat(CompletionRequest request) {
		AnswerForm form = new AnswerForm(newId(), nameIn(request), false);
		AnswerReader reader = new AnswerReader(form);
		Exchange exchange = send(request);
		try (exchange) {
			while (AnswerStream.read(exchange, reader)) {
				// Each part is read as it arrives, so that silence is noticed.
			}
		}
		finally {
			done(exchange);
		}
		return new Completion((ObjectNode) JsonMapper.shared().readTree(form.take()));
	}

	/**
	 * Asks for the next message of a conversation, and returns when the answer begins.
	 * @param request the conversation, as of {@link #chat}
	 * @return the answer as it is written, to be closed
	 */
	public AnswerStream stream(CompletionRequest request) {
		Exchange exchange = send(request);
		return new AnswerStream(exchange, newId(), nameIn(request), () -> done(exchange));
	}

	/** After a broken answer the next call asks for a proof first. */
	private void done(Exchange exchange) {
		this.underWay.remove(exchange);
		if (exchange.isBroken()) {
			this.proven.forget(exchange.daemon());
		}
	}

	private static ModelName nameIn(CompletionRequest request) {
		return new ModelName(request.model(), request.model());
	}

	private static String newId() {
		return Long.toHexString(System.nanoTime());
	}

	/**
	 * Sends a request. It is sent once more if the daemon cannot have seen it, or if the
	 * connection was an old one that the living daemon had closed.
	 */
	private Exchange send(CompletionRequest request) {
		byte[] body = request.with(request.model(), true);
		DaemonRecord known = daemon();
		try {
			return answered(known, body);
		}
		catch (ConnectException | HttpConnectTimeoutException ex) {
			// The daemon has not seen the request.
		}
		catch (IOException ex) {
			if (ex instanceof HttpTimeoutException || !known.equals(look().found())) {
				throw AnswerStream.lost(known, "before its answer", ex);
			}
		}
		known = daemon();
		try {
			return answered(known, body);
		}
		catch (IOException ex) {
			throw AnswerStream.lost(known, "before its answer", ex);
		}
	}

	private Exchange answered(DaemonRecord asked, byte[] body) throws IOException {
		// The client may have been closed while the daemon was started.
		requireOpen();
		Exchange exchange = this.http.post(asked, CHAT, body, this.config.timeout());
		this.underWay.add(exchange);
		boolean good = false;
		try {
			// Else close() may have missed it.
			requireOpen();
			int status = exchange.status();
			good = status == Reply.OK;
			if (!good) {
				throw ServerError.of(status, exchange.rest(), "POST " + asked.url() + CHAT);
			}
			return exchange;
		}
		catch (InterruptedException ex) {
			throw DaemonStart.interrupted(AnswerStream.ANSWER, ex);
		}
		finally {
			if (!good) {
				exchange.close();
				this.underWay.remove(exchange);
				this.proven.forget(asked);
			}
		}
	}

	/**
	 * Asks whether the daemon answers, and has a server that is ready. Starts nothing.
	 * @return false also if no daemon runs
	 */
	public boolean checkHealth() {
		DaemonRecord found = look().found();
		try {
			return found != null && get(found, HEALTH).ok();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Asks what the daemon is doing. Starts nothing.
	 * @return the document of {@code GET /v1/status}
	 * @throws ShimmyException DAEMON_NOT_RUNNING if there is no daemon
	 */
	public JsonNode status() {
		Sighting seen = look();
		DaemonRecord found = seen.found();
		if (found == null) {
			throw new ShimmyException(ShimmyErrorCode.DAEMON_NOT_RUNNING, "No daemon runs: " + seen.what());
		}
		try {
			Reply reply = get(found, DaemonReplacement.STATUS);
			if (!reply.ok()) {
				throw ServerError.of(reply.status(), reply.body(), "GET " + found.url() + DaemonReplacement.STATUS);
			}
			return JsonMapper.shared().readTree(reply.body());
		}
		catch (JacksonException ex) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_RESPONSE,
					"The status of the %s is not JSON".formatted(found), ex);
		}
		catch (IOException ex) {
			throw AnswerStream.lost(found, "when it was asked for its status", ex);
		}
	}

	private Reply get(DaemonRecord found, String path) throws IOException {
		try {
			return this.http.get(found, path, DaemonProof.ownerKey(found.nonce()), this.config.timeout());
		}
		catch (InterruptedException ex) {
			throw DaemonStart.interrupted(AnswerStream.ANSWER, ex);
		}
	}

	private Sighting look() {
		try {
			return this.search.look();
		}
		catch (InterruptedException ex) {
			throw DaemonStart.interrupted("the daemon", ex);
		}
	}

	/** Ends the answers that are under way; the daemon goes on. Idempotent. */
	@Override
	public void close() {
		this.closed = true;
		this.underWay.forEach(Exchange::close);
		this.http.close();
	}

}
