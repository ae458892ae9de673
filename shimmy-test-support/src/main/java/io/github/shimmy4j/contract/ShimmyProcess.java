package io.github.shimmy4j.contract;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.support.FreePorts;

/**
 * A server, fake or real, that runs with a home and a working directory of its own. It is
 * launched with {@link ProcessBuilder} alone, so that no code under test takes part.
 */
public final class ShimmyProcess implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	/**
	 * Of one answer, which takes its time on a busy machine. A test has a limit of its
	 * own.
	 */
	private static final Duration ANSWER_LIMIT = Duration.ofMinutes(5);

	private static final int MAX_ATTEMPTS = 50;

	private static final String TEXT_FILE_BUSY = "error=26";

	/** The JDK's words for a connection that was closed before a status. */
	private static final String NO_ANSWER = "received no bytes";

	private final HttpClient http = newClient();

	private final Process process;

	private final int port;

	private final Output out;

	private final Output err;

	private ShimmyProcess(Process process, int port) {
		this.process = process;
		this.port = port;
		this.out = new Output(process.getInputStream());
		this.err = new Output(process.getErrorStream());
	}

	/**
	 * Runs any command of the server, with its home and working directory below this one.
	 */
	public static ShimmyProcess run(Path executable, Path directory, Map<String, String> environment,
			String... arguments) throws IOException {
		return launch(executable, directory, environment, 0, List.of(arguments));
	}

	/** Runs {@code serve} on a free port with a directory to scan, without waiting. */
	public static ShimmyProcess serve(Path executable, Path directory, Map<String, String> environment, Path models,
			String... more) throws IOException {
		return serve(executable, directory, environment, models, FreePorts.range(1), more);
	}

	/** The same on a port of the caller's choice. */
	public static ShimmyProcess serve(Path executable, Path directory, Map<String, String> environment, Path models,
			int port, String... more) throws IOException {
		List<String> arguments = new ArrayList<>(
				List.of("serve", "--bind", "127.0.0.1:" + port, "--model-dirs", models.toString()));
		arguments.addAll(List.of(more));
		return launch(executable, directory, environment, port, arguments);
	}

	/** Runs a server that the arguments tell to listen on this port, without waiting. */
	public static ShimmyProcess start(Path executable, Path directory, Map<String, String> environment, int port,
			String... arguments) throws IOException {
		return launch(executable, directory, environment, port, List.of(arguments));
	}

	private static ShimmyProcess launch(Path executable, Path directory, Map<String, String> environment, int port,
			List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(executable.toString()));
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.directory(Files.createDirectories(directory.resolve("work")).toFile());
		builder.environment().clear();
		builder.environment().put("PATH", System.getenv("PATH"));
		builder.environment().put("HOME", Files.createDirectories(directory.resolve("home")).toString());
		builder.environment().put("TOKIO_WORKER_THREADS", "8");
		builder.environment().putAll(environment);
		ShimmyProcess shimmy = new ShimmyProcess(start(builder), port);
		shimmy.out.thread.start();
		shimmy.err.thread.start();
		return shimmy;
	}

	/**
	 * Tries again while a process that another thread is starting still has the program
	 * open for writing, as this JVM had a moment ago.
	 */
	private static Process start(ProcessBuilder builder) throws IOException {
		for (int attempt = 1;; attempt++) {
			try {
				return builder.start();
			}
			catch (IOException ex) {
				if (attempt == MAX_ATTEMPTS || !String.valueOf(ex.getMessage()).contains(TEXT_FILE_BUSY)) {
					throw ex;
				}
			}
		}
	}

	/** Waits until the port accepts, and fails as soon as the process has ended. */
	public ShimmyProcess awaitBound() {
		Eventually.holds(LIMIT, () -> !this.process.isAlive() || isBound(), this::toString);
		if (!this.process.isAlive()) {
			throw new AssertionError("ended before it listened: " + this);
		}
		return this;
	}

	/** Whether a connection succeeds now. */
	public boolean isBound() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Waits for the end and gives the exit status. */
	public int awaitExit() throws InterruptedException {
		if (!this.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
			throw new AssertionError("still running: " + this);
		}
		// Bounded, since a grandchild may hold the pipes open.
		this.out.thread.join(2000);
		this.err.thread.join(2000);
		return this.process.exitValue();
	}

	/** Answer to a GET. */
	public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		return send(request(path, headers).GET());
	}

	/** Answer to a POST of JSON. */
	public HttpResponse<String> post(String path, String body, String... headers)
			throws IOException, InterruptedException {
		return send(request(path, headers).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	/** Answer to a POST of JSON to the chat route. */
	public HttpResponse<String> chat(String body, String... headers) throws IOException, InterruptedException {
		return post("/v1/chat/completions", body, headers);
	}

	private HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.timeout(ANSWER_LIMIT);
		return (headers.length > 0) ? request.headers(headers) : request;
	}

	/**
	 * Sends again on a new connection: llama-server may close a kept one just as we send
	 * on it, and the JDK does not repeat a POST.
	 */
	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		try {
			return this.http.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			if (!this.process.isAlive() || !String.valueOf(ex.getMessage()).contains(NO_ANSWER)) {
				throw ex;
			}
			return newClient().send(request.build(), BodyHandlers.ofString());
		}
	}

	private static HttpClient newClient() {
		return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
	}

	/** The port it was told to use. */
	public int port() {
		return this.port;
	}

	/** The child itself. */
	public Process process() {
		return this.process;
	}

	/** The output on stdout so far. */
	public String out() {
		return this.out.text.toString();
	}

	/** The output on stderr so far. */
	public String err() {
		return this.err.text.toString();
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	@Override
	public String toString() {
		return "server " + this.process + "\nstdout: " + out() + "\nstderr: " + err();
	}

	/** Drains one stream of the child and keeps its beginning. */
	private static final class Output {

		private static final int KEPT = 1 << 20;

		private final StringBuffer text = new StringBuffer();

		private final Thread thread;

		Output(InputStream in) {
			this.thread = new Thread(() -> drain(in), "child-output");
			this.thread.setDaemon(true);
		}

		private void drain(InputStream in) {
			byte[] block = new byte[8192];
			try (in) {
				for (int read = in.read(block); read >= 0; read = in.read(block)) {
					if (this.text.length() < KEPT) {
						this.text.append(new String(block, 0, read, StandardCharsets.UTF_8));
					}
				}
			}
			catch (IOException ex) {
				this.text.append("[reading failed: ").append(ex.getMessage()).append(']');
			}
		}

	}

}
