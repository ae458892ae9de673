package io.github.shimmy4j.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.shimmy4j.capability.ServerProperties;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.process.PortOwner;
import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets a launched server pass once it listens, is proven to be ours and has generated one
 * token. The server prints "Ready" before it listens and long before it can generate, so
 * its output is ignored. The wait ends at once when the process exits.
 */
public final class ReadinessGate {

	/** A refused connection costs some 50 microseconds on loopback. */
	private static final Duration BIND_POLL = Duration.ofMillis(3);

	private static final int CONNECT_MILLIS = 1000;

	/** Short beside the time in which a model loads. */
	private static final Duration POLL = Duration.ofMillis(10);

	/** A dying server closes its sockets a moment before its exit can be seen. */
	private static final Duration EXIT_DELAY = Duration.ofMillis(500);

	private static final Reply NO_REPLY = new Reply(0, "the connection was closed without an answer");

	private static final Reply TIMED_OUT = new Reply(0, "no answer within the time limit");

	private static final int UNAUTHORIZED = 401;

	private static final Secret WRONG_KEY = Secret.of("this-is-not-the-key-of-this-launch");

	private final ServerClient client;

	private final LongSupplier nanoTime;

	private final AtomicBoolean rehearsed = new AtomicBoolean();

	/** A gate without state between launches; {@code nanoTime} is monotonic. */
	public ReadinessGate(ServerClient client, LongSupplier nanoTime) {
		this.client = client;
		this.nanoTime = nanoTime;
	}

	/**
	 * Prepares the JVM for the questions of a launch, in the background: the first ones
	 * take it several hundred milliseconds. Does nothing after the first call.
	 * @param owner looks up whether this JVM owns the socket that listens on a port
	 */
	public void rehearse(IntFunction<PortOwner> owner) {
		if (this.rehearsed.compareAndSet(false, true)) {
			GateRehearsal.begin(this, owner);
		}
	}

	/**
	 * Waits until a server is ready.
	 * @param server the server
	 * @param owner looks up the owner of the socket that listens on the port
	 * @param exit completes when the server's process ends
	 * @param limit longest wait
	 * @return how the wait ended
	 * @throws InterruptedException if the thread was interrupted
	 */
	public GateResult await(ProbedServer server, Supplier<PortOwner> owner, CompletableFuture<Integer> exit,
			Duration limit) throws InterruptedException {
		return new Wait(server, owner, exit, this.nanoTime.getAsLong() + limit.toNanos()).await();
	}

	/**
	 * Asks a server that has passed for one more token, or for one more vector.
	 * @param server the server
	 * @param model id under which it lists the model
	 * @param limit longest wait
	 * @return completes with the result; never exceptionally
	 */
	public CompletableFuture<TokenAnswer> generates(ProbedServer server, String model, Duration limit) {
		return this.client.post(server.probe(), server.key(), server.probeBody(model))
			.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
			.handle(TokenAnswer::of);
	}

	/**
	 * Asks a server that has passed whether it still answers; giving up closes the
	 * connection.
	 * @param server the server
	 * @param limit longest wait
	 * @return completes with whether it answered; never exceptionally
	 */
	public CompletableFuture<Boolean> answers(ProbedServer server, Duration limit) {
		return this.client.get(server.health(), server.key())
			.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
			.handle((reply, failure) -> reply != null && reply.ok());
	}

	/**
	 * Asks a server that has passed for what only the running server knows of itself.
	 * @param server the server
	 * @param path path of the answer
	 * @param limit longest wait
	 * @return completes with the properties; empty if the server does not tell them in
	 * time; never exceptionally
	 */
	public CompletableFuture<Optional<ServerProperties>> properties(ProbedServer server, String path, Duration limit) {
		return this.client.get(server.at(path), server.key())
			.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
			.handle((reply, failure) -> (reply != null && reply.ok()) ? ServerProperties.parse(reply.body())
					: Optional.empty());
	}

	/** One wait. */
	private final class Wait {

		private final ProbedServer server;

		private final Supplier<PortOwner> ownerLookup;

		private final CompletableFuture<Integer> exit;

		private final long deadline;

		private String waitingFor = "";

		/** Whether the child already owned the port when the current request was sent. */
		private boolean childOwnedPort;

		/** The models that the child lists in place of the launch's; empty if unknown. */
		private List<String> otherModels = List.of();

		private CompletableFuture<PortOwner> owner = CompletableFuture.completedFuture(PortOwner.UNKNOWN);

		Wait(ProbedServer server, Supplier<PortOwner> ownerLookup, CompletableFuture<Integer> exit, long deadline) {
			this.server = server;
			this.ownerLookup = ownerLookup;
			this.exit = exit;
			this.deadline = deadline;
		}

		GateResult await() throws InterruptedException {
			this.waitingFor = "it to listen on port " + this.server.port();
			while (!listening(this.server.port())) {
				if (pause(BIND_POLL)) {
					return ended();
				}
			}
			this.owner = askForOwner();
			this.waitingFor = "an answer on port " + this.server.port();
			Optional<String> model = provenModel();
			while (model.isEmpty()) {
				if (!this.otherModels.isEmpty()) {
					return new GateResult.ModelMissing(this.otherModels);
				}
				if (pause(POLL)) {
					return ended();
				}
				model = provenModel();
			}
			return generates(model.get());
		}

		private GateResult generates(String model) throws InterruptedException {
			Reply reply = ask(ReadinessGate.this.client.post(this.server.probe(), this.server.key(),
					this.server.probeBody(model)));
			if (reply == null) {
				boolean late = remaining() == 0;
				boolean ended = pause(EXIT_DELAY) && this.exit.isDone();
				return ended ? ended() : new GateResult.CannotGenerate(late ? TIMED_OUT : NO_REPLY);
			}
			return reply.ok() ? new GateResult.Passed(model) : new GateResult.CannotGenerate(reply);
		}

		/**
		 * The id under which the server lists this launch's model, once it is proven
		 * ours.
		 */
		private Optional<String> provenModel() throws InterruptedException {
			Reply reply = ask(ReadinessGate.this.client.get(this.server.models(), this.server.key()));
			if (reply == null || !reply.ok()) {
				return Optional.empty();
			}
			List<String> listed = ids(reply.body());
			// A server may list each part of a model as a model.
			Optional<String> model = listed.stream()
				.filter((id) -> id.startsWith(this.server.launchId()))
				.sorted()
				.findFirst();
			if (model.isEmpty()) {
				// Shimmy finds its models before it listens, so none will be added later.
				this.otherModels = this.childOwnedPort ? listed : List.of();
				this.childOwnedPort = nextOwner() == PortOwner.CHILD;
				this.waitingFor = "the server on port %d to list this launch's model".formatted(this.server.port());
				return model;
			}
			if (this.server.key() != null && !refusesOthers()) {
				this.waitingFor = "the server on port %d to refuse a wrong API key".formatted(this.server.port());
				return Optional.empty();
			}
			// A second proof; UNKNOWN is no objection.
			if (nextOwner() == PortOwner.OTHER) {
				this.waitingFor = "the started process to listen on port %d, which another process has"
					.formatted(this.server.port());
				return Optional.empty();
			}
			return model;
		}

		private boolean refusesOthers() throws InterruptedException {
			Reply reply = ask(ReadinessGate.this.client.get(this.server.keyed(), WRONG_KEY));
			return reply != null && reply.status() == UNAUTHORIZED;
		}

		/** The last known owner. Begins a new lookup if that is another process. */
		private PortOwner nextOwner() {
			PortOwner known = this.owner.join();
			if (known == PortOwner.OTHER) {
				this.owner = askForOwner();
			}
			return known;
		}

		/**
		 * The lookup reads files of the operating system, and takes as long as a request.
		 */
		private CompletableFuture<PortOwner> askForOwner() {
			return CompletableFuture.supplyAsync(this.ownerLookup,
					(task) -> Threads.daemon("shimmy-port-owner", task).start());
		}

		/** The reply; null if the process exited or the time ran out before it. */
		private @Nullable Reply ask(CompletableFuture<Reply> question) throws InterruptedException {
			// The process may exit at the moment at which the request fails.
			CompletableFuture<@Nullable Reply> answer = question.handle((reply, failure) -> reply);
			try {
				CompletableFuture.anyOf(answer, this.exit).get(remaining(), TimeUnit.NANOSECONDS);
				return answer.getNow(null);
			}
			catch (ExecutionException | TimeoutException ex) {
				return null;
			}
			finally {
				question.cancel(true);
			}
		}

		/** Waits a little; true if the process has exited or the time is up. */
		private boolean pause(Duration longest) throws InterruptedException {
			try {
				this.exit.get(Math.min(longest.toNanos(), remaining()), TimeUnit.NANOSECONDS);
				return true;
			}
			catch (TimeoutException ex) {
				return remaining() == 0;
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private long remaining() {
			return Math.max(0, this.deadline - ReadinessGate.this.nanoTime.getAsLong());
		}

		private GateResult ended() {
			return this.exit.isDone() ? new GateResult.Exited(this.exit.join())
					: new GateResult.TimedOut(this.waitingFor);
		}

	}

	/** Whether a process listens on a loopback port. */
	static boolean listening(int port) {
		try (Socket socket = new Socket()) {
			return listening(socket, port);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * The operating system may give the socket the very port that it connects to; TCP
	 * then connects the socket to itself. Such a socket is reset: after an orderly close,
	 * the server could not bind the port for a minute.
	 */
	static boolean listening(Socket socket, int port) throws IOException {
		socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
		boolean itself = socket.getLocalPort() == port;
		if (itself) {
			socket.setSoLinger(true, 0);
		}
		return !itself;
	}

	/** Ids in an answer to {@code GET /v1/models}; empty if it is no such answer. */
	private static List<String> ids(String json) {
		try {
			JsonNode models = JsonMapper.shared().readTree(json).path("data");
			return models.values().stream().map((model) -> model.path("id").asString("")).toList();
		}
		catch (JacksonException ex) {
			return List.of();
		}
	}

}
