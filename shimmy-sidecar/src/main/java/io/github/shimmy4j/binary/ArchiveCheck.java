package io.github.shimmy4j.binary;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.apache.commons.compress.archivers.ArchiveEntry;

/** Looks at each member of an archive, and refuses the archive for any that is odd. */
final class ArchiveCheck {

	private static final Set<String> PROGRAMS = Set.of("shimmy", "shimmy.exe");

	private static final Pattern ABSOLUTE = Pattern.compile("^(/|[A-Za-z]:).*", Pattern.DOTALL);

	private final ProgramArchive.Limits limits;

	private int entries;

	private int programs;

	ArchiveCheck(ProgramArchive.Limits limits) {
		this.limits = limits;
	}

	/** How many members were the program. */
	int programs() {
		return this.programs;
	}

	/**
	 * Takes in one more member, and throws if it is odd. True for the program, the first
	 * time that there is one: that is to be extracted.
	 */
	boolean accept(ArchiveEntry entry, String oddity) {
		this.entries++;
		if (this.entries > this.limits.entries()) {
			throw refused("more than %d members".formatted(this.limits.entries()));
		}
		String name = entry.getName().replace('\\', '/');
		String[] parts = name.split("/");
		if (ABSOLUTE.matcher(name).matches() || Arrays.asList(parts).contains("..") || name.indexOf('\0') >= 0) {
			throw refused("a member with the name '%s'".formatted(entry.getName()));
		}
		if (!oddity.isEmpty()) {
			throw refused("the member '%s', which is %s".formatted(entry.getName(), oddity));
		}
		if (entry.getSize() > this.limits.bytes()) {
			throw refused("the member '%s' of %,d bytes".formatted(entry.getName(), entry.getSize()));
		}
		if (entry.isDirectory() || parts.length == 0 || !PROGRAMS.contains(parts[parts.length - 1])) {
			return false;
		}
		this.programs++;
		return this.programs == 1;
	}

	static ShimmyException refused(String what) {
		return new ShimmyException(ShimmyErrorCode.INSTALL_FAILED, "The archive is refused: it has " + what);
	}

}
