package io.github.shimmy4j.binary;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each member of an archive under which name it is kept, and refuses the
 * archive for any that is odd. Kept are the program and, for llama-server, the shared
 * libraries, from whatever folders of the archive.
 */
final class ArchiveMembers {

	private static final Pattern ABSOLUTE = Pattern.compile("^(/|[A-Za-z]:).*", Pattern.DOTALL);

	/**
	 * Linux, macOS, Windows. Nothing that a shell or a file system could read otherwise.
	 */
	private static final Pattern LIBRARY = Pattern
		.compile("lib[\\w+-][\\w.+-]*\\.so(\\.\\d+)*|lib[\\w+-][\\w.+-]*\\.dylib|[\\w+-][\\w.+-]*\\.dll");

	private final ServerProgram server;

	private final ProgramArchive.Limits limits;

	private final Set<String> kept = new HashSet<>();

	private final Map<String, String> links = new LinkedHashMap<>();

	private int entries;

	private int programs;

	ArchiveMembers(ServerProgram server, ProgramArchive.Limits limits) {
		this.server = server;
		this.limits = limits;
	}

	/**
	 * Throws if a member is odd.
	 * @param link target of a symbolic link; null if it is none
	 * @param oddity what else is odd about its type, as the end of a sentence; empty if
	 * nothing is
	 * @return the file name under which its content is kept; empty if it is not kept
	 */
	Optional<String> accept(ArchiveEntry entry, @Nullable String link, String oddity) {
		this.entries++;
		if (this.entries > this.limits.entries()) {
			throw refused("more than %d members".formatted(this.limits.entries()));
		}
		String name = plainName(entry);
		if (link != null) {
			acceptLink(entry, name, link);
			return Optional.empty();
		}
		if (!oddity.isEmpty()) {
			throw refused("the member '%s', which is %s".formatted(entry.getName(), oddity));
		}
		if (entry.getSize() > this.limits.bytes()) {
			throw refused("the member '%s' of %,d bytes".formatted(entry.getName(), entry.getSize()));
		}
		if (entry.isDirectory()) {
			return Optional.empty();
		}
		if (isProgram(name)) {
			this.programs++;
			return (this.programs == 1) ? Optional.of(ManagedFolder.programName(this.server)) : Optional.empty();
		}
		return isLibrary(name) ? Optional.of(keep(name)) : Optional.empty();
	}

	/** Last part of the member's name; empty for a folder. Throws for one elsewhere. */
	private static String plainName(ArchiveEntry entry) {
		String name = entry.getName().replace('\\', '/');
		String[] parts = name.split("/");
		if (ABSOLUTE.matcher(name).matches() || Arrays.asList(parts).contains("..") || name.indexOf('\0') >= 0) {
			throw refused("a member with the name '%s'".formatted(entry.getName()));
		}
		return (parts.length == 0) ? "" : parts[parts.length - 1];
	}

	/** Libraries have short names that are links to the long ones beside them. */
	private void acceptLink(ArchiveEntry entry, String name, String target) {
		if (!isLibrary(name) || !isLibrary(target)) {
			throw refused("the member '%s', which is a link to '%s'".formatted(entry.getName(), target));
		}
		this.links.put(keep(name), target);
	}

	private String keep(String name) {
		if (!this.kept.add(name)) {
			throw refused("two members named '%s'".formatted(name));
		}
		return name;
	}

	private boolean isProgram(String name) {
		return name.equals(this.server.fileName()) || name.equals(this.server.fileName() + ".exe");
	}

	private boolean isLibrary(String name) {
		return this.server == ServerProgram.LLAMA_SERVER && LIBRARY.matcher(name).matches();
	}

	/** The names that are links, each with a name that is kept and is none. */
	Map<String, String> links() {
		if (this.programs != 1) {
			throw new ShimmyException(ShimmyErrorCode.INSTALL_FAILED,
					"The archive has %d members named '%s' or '%2$s.exe', expected 1".formatted(this.programs,
							this.server.fileName()));
		}
		Map<String, String> resolved = new LinkedHashMap<>();
		this.links.keySet().forEach((name) -> resolved.put(name, resolve(name)));
		return resolved;
	}

	private String resolve(String name) {
		String at = name;
		for (int steps = 0; this.links.containsKey(at); steps++) {
			at = this.links.getOrDefault(at, "");
			if (steps > this.links.size() || !this.kept.contains(at)) {
				throw refused("the link '%s', which leads to no library of its own".formatted(name));
			}
		}
		return at;
	}

	static ShimmyException refused(String what) {
		return new ShimmyException(ShimmyErrorCode.INSTALL_FAILED, "The archive is refused: it has " + what);
	}

}
