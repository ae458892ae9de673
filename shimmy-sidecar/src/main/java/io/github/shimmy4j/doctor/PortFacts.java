package io.github.shimmy4j.doctor;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.process.PortReservations;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the ports that a server could use.
 *
 * @param ports ports that are tried
 * @param taken ports on which another program listens
 * @param reserved ports that servers of this user have reserved, which are not tested
 * @param ownPort port of this application's server, or null if it has none
 * @param ownPid process id of that server, or null
 */
record PortFacts(PortRange ports, List<Integer> taken, List<Integer> reserved, @Nullable Integer ownPort,
		@Nullable Long ownPid) {

	static final String CHECK = "ports";

	PortFacts {
		taken = List.copyOf(taken);
		reserved = List.copyOf(reserved);
	}

	/** Does not test reserved ports, since their servers may just bind them. */
	static PortFacts gather(PortRange ports, PortReservations reservations, @Nullable SidecarSnapshot running) {
		List<Integer> reserved = all(ports).filter(reservations::isReserved).boxed().toList();
		Integer own = (running != null) ? running.port() : null;
		return new PortFacts(ports, ports.taken((port) -> !reserved.contains(port) && (own == null || own != port)),
				reserved, own, (running != null) ? running.pid() : null);
	}

	private static IntStream all(PortRange ports) {
		return (ports.first() == 0) ? IntStream.empty() : IntStream.rangeClosed(ports.first(), ports.last());
	}

	Finding finding() {
		if (this.ownPort != null) {
			return Finding.ok(CHECK,
					"The server of this application has port %d (pid %d)".formatted(this.ownPort, this.ownPid));
		}
		if (this.ports.first() == 0) {
			return Finding.ok(CHECK, "Any free port is taken, since the preferred port is 0");
		}
		OptionalInt next = all(this.ports).filter((port) -> !this.taken.contains(port) && !this.reserved.contains(port))
			.findFirst();
		if (next.isEmpty()) {
			return Finding.fail(CHECK,
					"Every port of %s on 127.0.0.1 is taken, %d of %d by servers of this user".formatted(this.ports,
							this.reserved.size(), all(this.ports).count()),
					Remedy.of("Set %s to 0 for any free port, or to another first port.", Setting.PORT));
		}
		if (next.getAsInt() == this.ports.first()) {
			return Finding.ok(CHECK, "Port %d is free; of %s, %d are taken".formatted(this.ports.first(), this.ports,
					this.taken.size() + this.reserved.size()));
		}
		if (this.reserved.contains(this.ports.first())) {
			return Finding.ok(CHECK, "Port %d is reserved by another server of this user; the next launch takes %d"
				.formatted(this.ports.first(), next.getAsInt()));
		}
		return Finding.warn(CHECK,
				"Port %d is taken by another program; the next launch takes %d".formatted(this.ports.first(),
						next.getAsInt()),
				Remedy.of("Set %s to a free port where it must be known beforehand.", Setting.PORT));
	}

}
