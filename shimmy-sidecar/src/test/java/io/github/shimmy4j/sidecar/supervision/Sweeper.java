package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Path;

import ch.qos.logback.classic.Level;
import io.github.shimmy4j.process.PortReservations;
import io.github.shimmy4j.sidecar.ownership.OrphanSweep;
import io.github.shimmy4j.support.LogLines;

/**
 * A process of its own that sweeps when it is told to, and prints how often it found
 * something.
 */
final class Sweeper {

	private Sweeper() {
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		OrphanSweep sweep = new OrphanSweep(Path.of(arguments[0]), Path.of(arguments[1]),
				new PortReservations(Path.of(arguments[0], "ports")));
		try (LogLines log = new LogLines(OrphanSweep.class)) {
			System.out.println("loaded");
			System.in.read();
			sweep.sweep();
			System.out.println("swept " + log.at(Level.INFO).size() + " warned " + log.at(Level.WARN).size());
		}
	}

}
