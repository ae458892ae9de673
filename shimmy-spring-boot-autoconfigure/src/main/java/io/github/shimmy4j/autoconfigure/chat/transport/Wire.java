package io.github.shimmy4j.autoconfigure.chat.transport;

import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * The connections to servers. They are not the client library's own, which live and die
 * with its callers; how long an answer is read is for its {@link Exchange} to say.
 */
final class Wire implements AutoCloseable {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * A connection serves one request. One that is kept may lead to a server that has
	 * ended since, which shows only after the request was sent. The pool also looks at
	 * the connections in use as often as its time says, so that must not be short.
	 */
	private static final ConnectionPool NONE_KEPT = new ConnectionPool(0, 5, TimeUnit.MINUTES);

	private final OkHttpClient client;

	private final ExecutorService threads;

	private Wire(OkHttpClient client, ExecutorService threads) {
		this.client = client;
		this.threads = threads;
	}

	static Wire create(ExecutorService threads) {
		return new Wire(new OkHttpClient.Builder().connectTimeout(CONNECT_TIMEOUT)
			// How long a server may be silent is a matter of each answer: see Silence.
			.readTimeout(Duration.ZERO)
			.writeTimeout(Duration.ZERO)
			.proxy(Proxy.NO_PROXY)
			.connectionPool(NONE_KEPT)
			.dispatcher(new Dispatcher(threads))
			.build(), threads);
	}

	/**
	 * Sends a request.
	 * @param request what to send, with a body that is sent once
	 * @param asked what is asked of the server
	 * @param exchange hears of the end of the answer
	 * @return the answer, which begins to arrive
	 */
	ServerAnswer send(Request request, AskedAnswer asked, Exchange exchange) throws TransportException {
		ServerAnswer answer = new ServerAnswer(this.client.newCall(request), asked, exchange, System::nanoTime);
		try {
			this.threads.execute(answer::receive);
			return answer;
		}
		catch (RejectedExecutionException ex) {
			throw new TransportException(ShimmyErrorCode.NOT_RUNNING, "The application is ending");
		}
	}

	/** Breaks off what is under way, and waits for nothing. */
	@Override
	public void close() {
		this.client.dispatcher().cancelAll();
	}

}
