package io.github.shimmy4j.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shimmy, fake or real, launched by nothing but {@link ProcessBuilder}: private home
 * and working directory, output drained.
 */
public final class ShimmyProcess implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Process process;

	private final int port;

	private final ChildOutput out;

	private final ChildOutput err;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private ShimmyProcess(Process process, int port) {
		this.process = process;
		this.port = port;
		this.out = new ChildOutput(process.getInputStream());
		this.err = new ChildOutput(process.getErrorStream());
	}

	/** Runs any command of shimmy in a private corner of the directory. */
	public static ShimmyProcess run(Path executable, Path directory, Map<String, String> environment,
			String... arguments) throws IOException {
		return launch(executable, directory, environment, 0, List.of(arguments));
	}

	/** Runs {@code serve} on a free port with a directory to scan, without waiting. */
	public static ShimmyProcess serve(Path executable, Path directory, Map<String, String> environment, Path models)
			throws IOException {
		return serve(executable, directory, environment, models, freePort());
	}

	/** The same on a port of the caller's choice. */
	public static ShimmyProcess serve(Path executable, Path directory, Map<String, String> environment, Path models,
			int port) throws IOException {
		return launch(executable, directory, environment, port,
				List.of("serve", "--bind", "127.0.0.1:" + port, "--model-dirs", models.toString()));
	}

	/** Runs {@code serve} on a free port with more arguments, without waiting. */
	public static ShimmyProcess serve(Path executable, Path directory, Map<String, String> environment, Path models,
			List<String> arguments) throws IOException {
		int port = freePort();
		List<String> all = new ArrayList<>(
				List.of("serve", "--bind", "127.0.0.1:" + port, "--model-dirs", models.toString()));
		all.addAll(arguments);
		return launch(executable, directory, environment, port, all);
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
		ShimmyProcess shimmy = new ShimmyProcess(builder.start(), port);
		shimmy.out.start();
		shimmy.err.start();
		return shimmy;
	}

	/** A port that was free a moment ago. */
	public static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
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
		this.out.awaitEnd();
		this.err.awaitEnd();
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
			.timeout(LIMIT);
		return (headers.length > 0) ? request.headers(headers) : request;
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

	/** The port it was told to use. */
	public int port() {
		return this.port;
	}

	/** The child itself. */
	public Process process() {
		return this.process;
	}

	/** What came on stdout so far. */
	public String out() {
		return this.out.text();
	}

	/** What came on stderr so far. */
	public String err() {
		return this.err.text();
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	@Override
	public String toString() {
		return "shimmy " + this.process + "\nstdout: " + out() + "\nstderr: " + err();
	}

}
