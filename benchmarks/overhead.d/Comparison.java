package overhead;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/** Runs the two applications in turn against one stub server, and compares them. */
final class Comparison {

	private static final int BATCH = 100;

	private static final List<String> PLAIN = List.of("--spring.ai.openai.base-url=%s/v1",
			"--spring.ai.openai.api-key=none", "--spring.ai.openai.chat.model=stub", "--spring.ai.model.embedding=none",
			"--spring.ai.model.image=none", "--spring.ai.model.audio.speech=none",
			"--spring.ai.model.audio.transcription=none", "--spring.ai.model.moderation=none");

	private static final List<String> STARTER = List.of("--shimmy.mode=external", "--shimmy.base-url=%s",
			"--shimmy.chat.model=stub");

	private Comparison() {
	}

	public static void main(String[] args) throws IOException {
		Process server = process(System.getProperty("java.class.path"), "overhead.StubServer", List.of());
		try {
			String stub = "http://127.0.0.1:" + server.inputReader().readLine();
			compareStarts(args[0], args[1], stub, Integer.parseInt(args[2]));
			compareAnswers(args[0], args[1], stub, Integer.parseInt(args[3]));
		}
		finally {
			server.destroy();
		}
	}

	private static void compareStarts(String plain, String starter, String stub, int rounds) throws IOException {
		List<Double> of = new ArrayList<>();
		List<Double> with = new ArrayList<>();
		List<Double> ratios = new ArrayList<>();
		for (int round = 0; round <= rounds; round++) {
			double plainStart = start(plain, PLAIN, stub);
			double starterStart = start(starter, STARTER, stub);
			// Round 0 fills the caches.
			if (round > 0) {
				of.add(plainStart);
				with.add(starterStart);
				ratios.add(starterStart / plainStart);
			}
		}
		System.out.printf("context start: %.0f ms, with the starter %.0f ms, ratio %.2f, median of ratios %.2f%n",
				median(of), median(with), median(with) / median(of), median(ratios));
	}

	private static double start(String classPath, List<String> properties, String stub) throws IOException {
		try (Running application = new Running(classPath, properties, stub)) {
			return application.startMillis;
		}
	}

	private static void compareAnswers(String plain, String starter, String stub, int rounds) throws IOException {
		List<double[]> of = new ArrayList<>();
		List<double[]> with = new ArrayList<>();
		try (Running one = new Running(plain, PLAIN, stub); Running other = new Running(starter, STARTER, stub)) {
			for (int round = -rounds; round < rounds; round++) {
				List<double[]> plainTimes = one.measure();
				List<double[]> starterTimes = other.measure();
				// Those before 0 warm the JVMs up.
				if (round >= 0) {
					of.addAll(plainTimes);
					with.addAll(starterTimes);
				}
			}
		}
		System.out.printf("%-34s%10s%10s%12s%n", "median ms", "raw", "client", "difference");
		print("call()", of, 0);
		print("call() with the starter", with, 0);
		print("first token", of, 2);
		print("first token with the starter", with, 2);
	}

	private static void print(String what, List<double[]> times, int column) {
		double raw = median(times.stream().map((row) -> row[column]).toList());
		double client = median(times.stream().map((row) -> row[column + 1]).toList());
		double difference = median(times.stream().map((row) -> row[column + 1] - row[column]).toList());
		System.out.printf("%-34s%10.2f%10.2f%12.2f%n", what, raw, client, difference);
	}

	private static double median(List<Double> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
	}

	private static Process process(String classPath, String main, List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(ProcessHandle.current().info().command().orElse("java"), "-cp", classPath, main));
		command.addAll(arguments);
		return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
	}

	/** An application that has started and waits for what to measure. */
	private static final class Running implements AutoCloseable {

		private final Process process;

		private final BufferedReader said;

		private final PrintStream commands;

		private final double startMillis;

		Running(String classPath, List<String> properties, String stub) throws IOException {
			List<String> arguments = new ArrayList<>(
					properties.stream().map((property) -> property.formatted(stub)).toList());
			arguments.addAll(List.of("--stub=" + stub, "--spring.main.banner-mode=off", "--logging.level.root=warn"));
			this.process = process(System.getProperty("java.class.path") + File.pathSeparator + classPath,
					"overhead.Application", arguments);
			this.said = this.process.inputReader();
			this.commands = new PrintStream(this.process.getOutputStream(), true);
			this.startMillis = line()[0] / 1e3;
		}

		/** Milliseconds of each of a batch of rounds. */
		List<double[]> measure() throws IOException {
			this.commands.println(BATCH);
			List<double[]> rounds = new ArrayList<>();
			for (int i = 0; i < BATCH; i++) {
				long[] micros = line();
				rounds.add(new double[] { micros[0] / 1e3, micros[1] / 1e3, micros[2] / 1e3, micros[3] / 1e3 });
			}
			return rounds;
		}

		private long[] line() throws IOException {
			String line = this.said.readLine();
			if (line == null) {
				throw new IOException("The application ended");
			}
			return List.of(line.split(" ")).stream().mapToLong(Long::parseLong).toArray();
		}

		@Override
		public void close() {
			this.process.destroy();
			this.process.onExit().join();
		}

	}

}
