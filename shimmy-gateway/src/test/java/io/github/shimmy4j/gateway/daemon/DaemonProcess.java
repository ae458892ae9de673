package io.github.shimmy4j.gateway.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.gateway.boot.ShimmyDaemon;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.support.ProcessTable;

/** A daemon as a process of its own, with its own home. */
final class DaemonProcess implements AutoCloseable {

	static final Duration LIMIT = Duration.ofSeconds(60);

	private final Path output;

	private final Process process;

	private final Path directory;

	private final String mark;

	private DaemonProcess(Path directory, Path output, Process process, String mark) {
		this.directory = directory;
		this.output = output;
		this.process = process;
		this.mark = mark;
	}

	/** Starts a daemon whose home is this directory, with these arguments. */
	static DaemonProcess start(Path home, List<String> arguments) throws IOException {
		// A shell starts background jobs with SIGINT ignored, and Java leaves it so.
		List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
		command.addAll(java(ShimmyDaemon.class));
		command.addAll(arguments);
		Path output = Files.createTempFile(home, "output", ".txt");
		String mark = "/shimmy4j-test-" + UUID.randomUUID();
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		builder.environment().keySet().removeIf((name) -> name.startsWith("SHIMMY"));
		builder.environment().put(ShimmyHome.VARIABLE, home.toString());
		builder.environment().compute("PATH", (name, path) -> path + ":" + mark);
		return new DaemonProcess(home, output, builder.start(), mark);
	}

	/** The command that runs a class of this class path. */
	static List<String> java(Class<?> main) {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path"), main.getName());
	}

	/** Waits until its file tells where it is. */
	DaemonRecord awaitRecord() {
		Eventually.holds(LIMIT, () -> !this.process.isAlive() || isAnnounced(), this::output);
		return record();
	}

	private boolean isAnnounced() {
		try {
			return file().read().filter((record) -> record.pid() == this.process.pid()).isPresent();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	DaemonRecord record() {
		try {
			return file().read().orElseThrow(() -> new AssertionError("no daemon.pid; output: " + output()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	DaemonFile file() {
		return new DaemonFile(ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.directory.toString())));
	}

	HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(record().url() + path)).timeout(LIMIT);
		if (headers.length > 0) {
			request.headers(headers);
		}
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
	}

	HttpResponse<String> chat(String question) throws IOException, InterruptedException {
		return HttpClient.newHttpClient().send(chat(question, false), BodyHandlers.ofString());
	}

	HttpResponse<Stream<String>> stream(String question) throws IOException, InterruptedException {
		return HttpClient.newHttpClient().send(chat(question, true), BodyHandlers.ofLines());
	}

	private HttpRequest chat(String question, boolean stream) {
		return HttpRequest.newBuilder(URI.create(record().url() + "/v1/chat/completions"))
			.timeout(LIMIT)
			.header("Content-Type", "application/json")
			.header("Authorization", "Bearer " + DaemonProof.ownerKey(record().nonce()))
			.POST(BodyPublishers.ofString("""
					{"messages":[{"role":"user","content":"%s"}],"max_tokens":8,"stream":%s}""".formatted(question,
					stream)))
			.build();
	}

	/** SIGTERM. */
	void terminate() {
		this.process.destroy();
	}

	/** SIGINT. */
	void interrupt() throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("kill", "-INT", String.valueOf(this.process.pid())).inheritIO().start();
		if (kill.waitFor() != 0) {
			throw new IOException("kill ended with " + kill.exitValue());
		}
	}

	/** SIGKILL. */
	void kill() {
		this.process.toHandle().destroyForcibly();
	}

	int awaitExit() throws InterruptedException {
		if (!this.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
			throw new AssertionError("it does not end; output: " + output());
		}
		return this.process.exitValue();
	}

	/** It and all that it has started, also what was moved to another parent. */
	List<Long> family() {
		return ProcessTable.marked(this.mark);
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
		family().forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
	}

}
