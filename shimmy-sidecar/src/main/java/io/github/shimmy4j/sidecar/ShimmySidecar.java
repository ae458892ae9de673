package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;

/**
 * One supervised server: at most one process, which this object launches, proves and
 * stops. Safe for several threads. The effect of a call depends on the {@link Phase}:
 *
 * <pre>
 * phase         start()                whenReady()             stop()
 * STOPPED       starts                 fails, NOT_RUNNING      is done
 * STARTING      waits                  waits                   ends the start
 * READY         is done                is done                 stops
 * BACKING_OFF   waits                  waits                   ends the wait
 * STOPPING      starts after the stop  fails, NOT_RUNNING      waits
 * FAILED        starts                 fails with the reason   is done
 * CLOSED        fails, NOT_RUNNING     fails, NOT_RUNNING      is done
 * </pre>
 *
 * Futures complete exceptionally with a {@link ShimmyException}. Cancelling a future ends
 * the wait and not the start.
 */
public interface ShimmySidecar extends AutoCloseable {

	/**
	 * Starts the server if it does not run.
	 * @return completes when the server is ready; exceptionally with the first obstacle,
	 * even if the sidecar keeps trying because it has served this model before
	 */
	CompletableFuture<SidecarSnapshot> start();

	/**
	 * Starts the server as {@link #start()}, but does not wait in BACKING_OFF.
	 * @return as of {@link #start()}
	 */
	CompletableFuture<SidecarSnapshot> startNow();

	/**
	 * Waits until the server is ready, without starting it.
	 * @return completes when the server is ready
	 */
	CompletableFuture<SidecarSnapshot> whenReady();

	/**
	 * Starts the server if it does not run, and blocks until it is ready.
	 * @param timeout longest wait
	 * @return state of the ready sidecar
	 * @throws ShimmyException with the reason of the failure, or {@code NOT_READY} after
	 * the timeout; the start goes on then
	 */
	SidecarSnapshot ensureReady(Duration timeout);

	/**
	 * Stops the server: SIGTERM, then SIGKILL after the grace.
	 * @return completes when the process is gone
	 */
	CompletableFuture<SidecarSnapshot> stop();

	/**
	 * Lets the next use start a stopped server again, as if it had never been started, if
	 * {@link UseOptions#startOnFirstUse()} is set. Does nothing in other phases.
	 */
	void forgetStop();

	/**
	 * Stops the server if it runs, and starts it anew, even after FAILED.
	 * @return as of {@link #start()}
	 */
	CompletableFuture<SidecarSnapshot> restart();

	/**
	 * Serves another model. It is located, fetched and checked while the present model is
	 * still served; a failure there changes nothing. Then new calls wait, and running
	 * answers get {@link UseOptions#idleTimeout()} to end. The server is stopped and
	 * started with the new model. If it does not become ready, the previous model is
	 * started again, and serves the calls that wait.
	 * <p>
	 * A start, a back-off or a stop under way is replaced in the same way. If no server
	 * is to run, the next start uses the new model. A switch to the present model does
	 * nothing.
	 * @param model model to serve
	 * @return completes when the new model is served, or will be by the next start. Fails
	 * with the reason once the previous model serves again or failed as well; with
	 * {@code NOT_READY} during another switch; with {@code NOT_RUNNING} in CLOSED.
	 * Cancelling it ends the wait, not the switch
	 */
	CompletableFuture<SidecarSnapshot> switchModel(ModelReference model);

	/**
	 * Gives up a switch for which nobody waits any more, if its model is still being
	 * fetched: the future of {@link #switchModel} then fails with {@code NOT_READY}. What
	 * was downloaded so far stays for the next switch. Does nothing once the model is
	 * fetched, or if there is no switch.
	 */
	void abandonSwitch();

	/**
	 * Waits for a ready server and one of its slots, in order of arrival. In STOPPED this
	 * starts the server if {@link UseOptions#startOnFirstUse()} is set or if it was
	 * stopped for being idle; otherwise it fails as {@link #whenReady()}. Cancelling the
	 * future leaves the queue.
	 * @return completes with the use, to be closed; fails with {@code OVERLOADED} if the
	 * queue is full
	 */
	CompletableFuture<ServerUse> use();

	/**
	 * Port of the ready server.
	 * @return the loopback port
	 * @throws ShimmyException with {@code NOT_RUNNING} or {@code NOT_READY}
	 */
	int port();

	/**
	 * Endpoint of the ready server.
	 * @return the present endpoint; a restart may change it
	 * @throws ShimmyException with {@code NOT_RUNNING} or {@code NOT_READY}, or with the
	 * reason of FAILED
	 */
	ServerEndpoint endpoint();

	/**
	 * Tells the facts about the server to those who cannot wait until it is ready. Never
	 * blocks.
	 * @return the server of the last launch of the present model; empty before that
	 * launch has chosen a program
	 */
	default Optional<ExpectedServer> expectedServer() {
		return Optional.empty();
	}

	/**
	 * State of the sidecar. Never blocks.
	 * @return the present state
	 */
	SidecarSnapshot snapshot();

	/**
	 * History of phases.
	 * @return the last 50 moves from phase to phase, oldest first
	 */
	List<PhaseChange> phaseChanges();

	/**
	 * End of the output of the present server.
	 * @return the last lines, oldest first; empty while there is no process
	 */
	List<String> outputTail();

	/**
	 * Adds a listener.
	 * @param listener is told all events from now on
	 * @return ends the subscription when run
	 */
	Runnable addListener(SidecarListener listener);

	/** Stops the server, waits for its end, and moves to CLOSED. Idempotent. */
	@Override
	void close();

}
