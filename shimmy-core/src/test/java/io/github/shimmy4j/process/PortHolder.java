package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Path;

/** A separate process that reserves a port and does nothing with it. */
final class PortHolder {

	private PortHolder() {
	}

	public static void main(String[] arguments) throws IOException {
		ReservedPort port = new PortReservations(Path.of(arguments[0]))
			.next(new PortRange(Integer.parseInt(arguments[1]), 0), 0)
			.orElseThrow();
		System.out.println("reserved " + port.port());
		System.in.read();
	}

}
