package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;

/**
 * One supervised shimmy server: at most one process, launched, proven and stopped by this
 * object. Safe for several threads. What each call does depends on the {@link Phase}:
 *
 * <table>
 * <caption>Calls by phase</caption>
 * <tr>
 * <th>phase</th>
 * <th>{@code start()}</th>
 * <th>{@code whenReady()}</th>
 * <th>{@code stop()}</th>
 * </tr>
 * <tr>
 * <td>STOPPED</td>
 * <td>starts</td>
 * <td>fails, NOT_RUNNING</td>
 * <td>is done</td>
 * </tr>
 * <tr>
 * <td>STARTING</td>
 * <td>waits</td>
 * <td>waits</td>
 * <td>ends the start</td>
 * </tr>
 * <tr>
 * <td>READY</td>
 * <td>is done</td>
 * <td>is done</td>
 * <td>stops</td>
 * </tr>
 * <tr>
 * <td>BACKING_OFF</td>
 * <td>waits</td>
 * <td>waits</td>
 * <td>ends the wait</td>
 * </tr>
 * <tr>
 * <td>STOPPING</td>
 * <td>starts after the stop</td>
 * <td>fails, NOT_RUNNING</td>
 * <td>waits</td>
 * </tr>
 * <tr>
 * <td>FAILED</td>
 * <td>starts</td>
 * <td>fails with the reason</td>
 * <td>is done</td>
 * </tr>
 * <tr>
 * <td>CLOSED</td>
 * <td>fails, NOT_RUNNING</td>
 * <td>fails, NOT_RUNNING</td>
 * <td>is done</td>
 * </tr>
 * </table>
 *
 * Futures complete exceptionally with a {@link ShimmyException}. Cancelling one gives up
 * the wait, not the start.
 */
public interface ShimmySidecar extends AutoCloseable {

	/**
	 * Starts the server if it does not run.
	 * @return completes when it is ready; exceptionally with the first obstacle that is
	 * met, also where the sidecar goes on trying because the model has served before
	 */
	CompletableFuture<SidecarSnapshot> start();

	/**
	 * Starts the server if it does not run, and at once: in BACKING_OFF the wait is over.
	 * @return as of {@link #start()}
	 */
	CompletableFuture<SidecarSnapshot> startNow();

	/**
	 * Waits for a server that was started; starts nothing.
	 * @return completes when it is ready
	 */
	CompletableFuture<SidecarSnapshot> whenReady();

	/**
	 * Starts the server if it does not run, and waits.
	 * @param timeout longest wait
	 * @return what is true once it is ready
	 * @throws ShimmyException with the reason of the failure, or with {@code NOT_READY}
	 * when the timeout elapsed; the start goes on then
	 */
	SidecarSnapshot ensureReady(Duration timeout);

	/**
	 * Stops the server: SIGTERM, and SIGKILL when the grace is over.
	 * @return completes when the process is gone
	 */
	CompletableFuture<SidecarSnapshot> stop();

	/**
	 * Makes of a sidecar that was stopped one that was not started yet: with
	 * {@link UseOptions#startOnFirstUse()} the next use starts it. In any other phase
	 * nothing changes.
	 */
	void forgetStop();

	/**
	 * Ends the server, if it runs, and starts it anew; also one that was given up.
	 * @return as of {@link #start()}
	 */
	CompletableFuture<SidecarSnapshot> restart();

	/**
	 * Serves another model. It is found, fetched and checked first, while the present one
	 * serves; a failure there changes nothing. Then calls under way end, for as long as
	 * {@link UseOptions#idleTimeout()} at most, while new ones wait; the server is
	 * stopped, and one with the new model started. If that does not come to be ready, the
	 * previous model is started again, and those who wait are served by it.
	 * <p>
	 * What is being started, waits for a restart or is being stopped is replaced in the
	 * same way. Where nothing runs and nothing is to, the model is the next start's. One
	 * switch at a time; for the model that is present already nothing is done.
	 * @param model which model to serve
	 * @return completes when the new model serves, or is the next start's; exceptionally
	 * with the reason for which it does not, once the previous model serves again or
	 * failed as well; with {@code NOT_READY} while another switch is under way; with
	 * {@code NOT_RUNNING} in CLOSED. Cancelling it gives up the wait, not the switch
	 */
	CompletableFuture<SidecarSnapshot> switchModel(ModelReference model);

	/**
	 * Waits for a ready server and for one of its slots: as many generations run at once
	 * as it can do, and those who wait are served in the order in which they came. In
	 * STOPPED this starts the server where {@link UseOptions#startOnFirstUse()} is set,
	 * or where it was stopped for being idle; else it is as {@link #whenReady()}.
	 * Cancelling the future leaves the queue.
	 * @return completes with the use, which must be closed, or exceptionally: also with
	 * {@code OVERLOADED} where too many wait already
	 */
	CompletableFuture<ServerUse> use();

	/**
	 * Port of the ready server.
	 * @return the loopback port
	 * @throws ShimmyException with {@code NOT_RUNNING} or {@code NOT_READY}
	 */
	int port();

	/**
	 * How to talk to the ready server.
	 * @return the endpoint of this moment; a restart may change it
	 * @throws ShimmyException with {@code NOT_RUNNING} or {@code NOT_READY}, or the
	 * reason for which the sidecar failed
	 */
	ServerEndpoint endpoint();

	/**
	 * What is true now. Never blocks.
	 * @return the snapshot
	 */
	SidecarSnapshot snapshot();

	/**
	 * How it came to this.
	 * @return the last 50 moves from phase to phase, oldest first
	 */
	List<PhaseChange> phaseChanges();

	/**
	 * End of what the present server wrote to its standard streams.
	 * @return the last lines, oldest first; empty while there is no process
	 */
	List<String> outputTail();

	/**
	 * Adds a listener.
	 * @param listener hears all events from now on
	 * @return ends the subscription when run
	 */
	Runnable addListener(SidecarListener listener);

	/** Stops the server, waits for its end, and makes this object useless. Idempotent. */
	@Override
	void close();

}
