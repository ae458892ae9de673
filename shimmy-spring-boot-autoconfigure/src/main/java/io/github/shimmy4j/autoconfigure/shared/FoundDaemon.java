package io.github.shimmy4j.autoconfigure.shared;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** A daemon that has proven itself, until its end is noticed. */
final class FoundDaemon {

	/** The operating system of this machine answers at once. */
	private static final int LONGEST_CONNECT_MILLIS = 500;

	private final DaemonRecord record;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final CompletableFuture<ShimmyException> lost = new CompletableFuture<>();

	FoundDaemon(DaemonRecord record) {
		this.record = record;
	}

	DaemonRecord record() {
		return this.record;
	}

	/** Completes normally with the reason when its end is noticed. */
	CompletableFuture<ShimmyException> lost() {
		return this.lost;
	}

	/** Without a process, another program may own the port. */
	boolean isAlive() {
		return !hasEnded() && ProcessHandle.of(this.record.pid()).filter(ProcessHandle::isAlive).isPresent();
	}

	/** A daemon that ends closes its port first; one that is slow does not. */
	boolean refusesConnections() {
		URI address = URI.create(this.record.url());
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), LONGEST_CONNECT_MILLIS);
			return false;
		}
		catch (ConnectException ex) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Whether its end was noticed. */
	boolean hasEnded() {
		return this.ended.get();
	}

	/** Its end was noticed; true the first time. */
	boolean end() {
		return this.ended.compareAndSet(false, true);
	}

	/** Tells its end to those who use it. */
	void tellLoss() {
		this.lost
			.complete(new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The %s has ended".formatted(this.record)));
	}

}
