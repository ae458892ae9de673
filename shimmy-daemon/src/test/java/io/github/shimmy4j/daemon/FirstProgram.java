package io.github.shimmy4j.daemon;

/** A program that has nothing but the client: it starts the daemon, and uses it. */
public final class FirstProgram {

	private FirstProgram() {
	}

	/** Prints the daemon, an answer as it is written, and the daemon's status. */
	public static void main(String[] arguments) {
		System.out.println(DaemonClient.ensureDaemonRunning());
		try (DaemonClient client = DaemonClient.connectDefault()) {
			FirstAnswer.print(client, "What is the capital of France?");
			System.out.println(client.status());
		}
	}

}
