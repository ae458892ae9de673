package io.github.shimmy4j.engine.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.fuzz.FuzzCase.Manner;

/** Sends hostile requests, byte by byte as they are: no HTTP client would. */
final class FuzzClient {

	/** Two slots are shared, and what waits has its turn in seconds. */
	private static final Duration LONGEST_SILENCE = Duration.ofSeconds(120);

	/** The server may wait for more of what is no whole request. */
	private static final Duration LONGEST_WAIT = Duration.ofMillis(300);

	private final ExecutorService writers;

	FuzzClient(ExecutorService writers) {
		this.writers = writers;
	}

	/**
	 * What came of a request.
	 *
	 * @param status of its first answer, or a word
	 * @param fault what is wrong with that, or null
	 */
	record Result(String status, @Nullable String fault) {

	}

	Result send(FuzzCase request, int port) throws IOException {
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		boolean broken = request.manner() == Manner.BROKEN;
		String end = "closed";
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout((int) (broken ? LONGEST_WAIT : LONGEST_SILENCE).toMillis());
			// A server need not read a body that it refuses, so writing may never end.
			Future<?> written = this.writers.submit(() -> write(socket, request.pieces()));
			if (request.leaveAfter() == 0) {
				written.get();
			}
			receive(socket.getInputStream(), read, request.stays() ? Integer.MAX_VALUE : request.leaveAfter());
		}
		catch (SocketTimeoutException ex) {
			if (!broken) {
				return new Result("silent", "no end of an answer in " + LONGEST_SILENCE.toSeconds()
						+ " s of silence; so far: " + FuzzCase.shown(read.toString()));
			}
			end = "waiting";
		}
		catch (IOException ex) {
			end = "broken";
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IOException(ex);
		}
		if (!request.stays()) {
			return new Result("left", null);
		}
		List<FuzzAnswer> answers = FuzzAnswer.read(read.toByteArray(), request.manner() == Manner.HEAD);
		String fault = FuzzVerdict.fault(request, answers);
		return new Result(answers.isEmpty() ? end : String.valueOf(answers.get(0).status()),
				(fault == null) ? null : fault + "; " + end + " after: " + FuzzCase.shown(read.toString()));
	}

	private static void write(Socket socket, List<byte[]> pieces) {
		try {
			for (byte[] piece : pieces) {
				socket.getOutputStream().write(piece);
			}
		}
		catch (IOException ex) {
			// The server did not want it all, or its reader has left.
		}
	}

	private static void receive(InputStream in, ByteArrayOutputStream read, int most) throws IOException {
		byte[] block = new byte[8192];
		while (read.size() < most) {
			int count = in.read(block, 0, Math.min(block.length, most - read.size()));
			if (count < 0) {
				return;
			}
			read.write(block, 0, count);
		}
	}

}
