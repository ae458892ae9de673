package io.github.shimmy4j.probe;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.process.PortOwner;
import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets a launched server pass once it listens, is proven to be ours and has generated one
 * token. The server's own "Ready" is printed before it listens and long before it could
 * generate, so nothing it prints counts. The wait ends at once when the process does.
 */
public final class ReadinessGate {

	/** A refused connection costs some 50 microseconds on loopback. */
	private static final Duration BIND_POLL = Duration.ofMillis(3);

	/** Small beside the time that a model takes to load. */
	private static final Duration POLL = Duration.ofMillis(10);

	private static final Duration DYING = Duration.ofMillis(500);

	private static final Reply NO_REPLY = new Reply(0, "the connection was closed without an answer");

	private static final Reply LATE = new Reply(0, "no answer before the time was over");

	private static final int UNAUTHORIZED = 401;

	private static final Secret WRONG_KEY = Secret.of("this-is-not-the-key-of-this-launch");

	private final ServerClient client;

	private final LongSupplier nanoTime;

	/**
	 * A gate that keeps nothing between two launches.
	 * @param client asks the server
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public ReadinessGate(ServerClient client, LongSupplier nanoTime) {
		this.client = client;
		this.nanoTime = nanoTime;
	}

	/**
	 * Waits for a server.
	 * @param server who has to come
	 * @param owner looks whose the socket is that listens on the port
	 * @param exit completes when its process ends
	 * @param limit longest wait
	 * @return how the wait ended
	 * @throws InterruptedException if the thread was interrupted
	 */
	public GateResult await(ProbedServer server, Supplier<PortOwner> owner, CompletableFuture<Integer> exit,
			Duration limit) throws InterruptedException {
		return new Passage(server, owner, exit, this.nanoTime.getAsLong() + limit.toNanos()).await();
	}

	/**
	 * Asks a server that passed before for one more token.
	 * @param server who is asked
	 * @param model id under which it lists the model
	 * @param limit longest wait
	 * @return completes with what came of it; never exceptionally
	 */
	public CompletableFuture<TokenAnswer> generates(ProbedServer server, String model, Duration limit) {
		return this.client.post(server.chatCompletions(), server.key(), oneToken(model))
			.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
			.handle(TokenAnswer::of);
	}

	/**
	 * Looks whether a server that passed before still answers at all.
	 * @param server who is asked
	 * @param limit longest wait
	 * @return completes with whether it answered; never exceptionally
	 */
	public CompletableFuture<Boolean> answers(ProbedServer server, Duration limit) {
		return within(limit, this.client.get(server.health(), server.key()));
	}

	/** Whether the reply is good; giving up closes the connection. */
	private static CompletableFuture<Boolean> within(Duration limit, CompletableFuture<Reply> question) {
		return question.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
			.handle((reply, failure) -> reply != null && reply.ok());
	}

	/** One wait. */
	private final class Passage {

		private final ProbedServer server;

		private final Supplier<PortOwner> look;

		private final CompletableFuture<Integer> exit;

		private final long deadline;

		private String waitingFor = "";

		/**
		 * Whether the socket was the child's already when the present question was asked.
		 */
		private boolean askedTheChild;

		/** What the child has instead of the model; empty while that is not known. */
		private List<String> others = List.of();

		private CompletableFuture<PortOwner> owner = CompletableFuture.completedFuture(PortOwner.UNKNOWN);

		Passage(ProbedServer server, Supplier<PortOwner> look, CompletableFuture<Integer> exit, long deadline) {
			this.server = server;
			this.look = look;
			this.exit = exit;
			this.deadline = deadline;
		}

		GateResult await() throws InterruptedException {
			this.waitingFor = "it to listen on port " + this.server.port();
			PortProbe port = new PortProbe(this.server.port());
			while (!port.listening()) {
				if (pause(BIND_POLL)) {
					return ended();
				}
			}
			this.owner = askForOwner();
			this.waitingFor = "an answer on port " + this.server.port();
			Optional<String> model = provenModel();
			while (model.isEmpty()) {
				if (!this.others.isEmpty()) {
					return new GateResult.ModelMissing(this.others);
				}
				if (pause(POLL)) {
					return ended();
				}
				model = provenModel();
			}
			return generates(model.get());
		}

		private GateResult generates(String model) throws InterruptedException {
			Reply reply = ask(
					ReadinessGate.this.client.post(this.server.chatCompletions(), this.server.key(), oneToken(model)));
			if (reply == null) {
				boolean late = remaining() == 0;
				// A dying server closes its sockets a moment before its exit can be seen.
				boolean ended = pause(DYING) && this.exit.isDone();
				return ended ? ended() : new GateResult.CannotGenerate(late ? LATE : NO_REPLY);
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
			// A model in parts may be listed once a part.
			Optional<String> model = listed.stream()
				.filter((id) -> id.startsWith(this.server.launchId()))
				.sorted()
				.findFirst();
			if (model.isEmpty()) {
				// Shimmy looks for its models before it listens: there will be no more.
				this.others = this.askedTheChild ? listed : List.of();
				this.askedTheChild = nextOwner() == PortOwner.CHILD;
				this.waitingFor = "the server on port %d to list this launch's model".formatted(this.server.port());
				return model;
			}
			if (this.server.key() != null && !refusesOthers()) {
				this.waitingFor = "the server on port %d to refuse a wrong API key".formatted(this.server.port());
				return Optional.empty();
			}
			// The second witness; one that knows nothing does not object.
			if (nextOwner() == PortOwner.OTHER) {
				this.waitingFor = "port %d, which another process has, to be that of the process that was started"
					.formatted(this.server.port());
				return Optional.empty();
			}
			return model;
		}

		private boolean refusesOthers() throws InterruptedException {
			Reply reply = ask(ReadinessGate.this.client.get(this.server.models(), WRONG_KEY));
			return reply != null && reply.status() == UNAUTHORIZED;
		}

		/** Whose the socket is; looked at again for the next time if it is another's. */
		private PortOwner nextOwner() {
			PortOwner known = this.owner.join();
			if (known == PortOwner.OTHER) {
				this.owner = askForOwner();
			}
			return known;
		}

		/** Looks through files of the system, which takes as long as an answer. */
		private CompletableFuture<PortOwner> askForOwner() {
			return CompletableFuture.supplyAsync(this.look,
					(task) -> Threads.daemon("shimmy-port-owner", task).start());
		}

		/**
		 * The reply, or null if there was none before the process ended or time was up.
		 */
		private @Nullable Reply ask(CompletableFuture<Reply> question) throws InterruptedException {
			// The process may end at the very moment at which the question fails.
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

		/** Waits a little; true if there is nothing more to wait for. */
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

	/**
	 * Ids that an answer to {@code GET /v1/models} lists; none in what is no such answer.
	 */
	private static List<String> ids(String json) {
		try {
			JsonNode models = JsonMapper.shared().readTree(json).path("data");
			return models.values().stream().map((model) -> model.path("id").asString("")).toList();
		}
		catch (JacksonException ex) {
			return List.of();
		}
	}

	private static String oneToken(String model) {
		return JsonMapper.shared()
			.createObjectNode()
			.put("model", model)
			.put("stream", false)
			.put("max_tokens", 1)
			.put("temperature", 0)
			.set("messages",
					JsonMapper.shared()
						.createArrayNode()
						.add(JsonMapper.shared().createObjectNode().put("role", "user").put("content", "Hi")))
			.toString();
	}

}
