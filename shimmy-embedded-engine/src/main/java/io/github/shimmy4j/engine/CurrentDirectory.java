package io.github.shimmy4j.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The directory in which the engine was started. llama.cpp loads each library there whose
 * name looks like one of its own, with the rights of whoever started the engine: a
 * directory of downloads, or one that others can write to, would run foreign code. There
 * is no option against that, and a JVM cannot leave its directory, so the engine does not
 * load llama.cpp in such a place. The starter always starts it in a directory of its own.
 *
 * @param path the directory
 */
record CurrentDirectory(Path path) {

	/** Of all systems, whatever the case: one name too many does no harm. */
	private static final Pattern LOADED = Pattern.compile("(lib)?ggml-.*\\.(so|dll|dylib)", Pattern.CASE_INSENSITIVE);

	/** What belongs to this process, by its owner; only on Linux. */
	private static final Path PROCESS = Path.of("/proc/self");

	/** That of this process. */
	static CurrentDirectory ofProcess() {
		return new CurrentDirectory(Path.of(""));
	}

	/** Ends the start in a directory from which foreign code could be loaded. */
	void requireSafe() {
		String[] names = path().toAbsolutePath().toFile().list();
		if (names == null) {
			return;
		}
		Arrays.stream(names).filter((name) -> LOADED.matcher(name).matches()).sorted().findFirst().ifPresent((name) -> {
			throw refused("has '" + name + "', which llama.cpp would load");
		});
		String writer = otherWriter();
		if (writer != null) {
			throw refused("can be written to by " + writer + ", and llama.cpp loads libraries from it");
		}
	}

	/** Between this look and that of llama.cpp, others could put a file there. */
	private @Nullable String otherWriter() {
		if (File.separatorChar != '/') {
			return null;
		}
		try {
			PosixFileAttributes attributes = Files.readAttributes(path(), PosixFileAttributes.class);
			return otherWriter(attributes.owner().getName(), attributes.group().getName(), attributes.permissions(),
					isOfThisUser(attributes));
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Who else can write to a directory.
	 * @param owner of the directory
	 * @param group of the directory; one named like the owner has no other member, on the
	 * systems that give each user such a group
	 * @param permissions of the directory
	 * @param ours whether the owner is this user or root
	 * @return who it is, or null if there is nobody
	 */
	static @Nullable String otherWriter(String owner, String group, Set<PosixFilePermission> permissions,
			boolean ours) {
		if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
			return "every user";
		}
		if (!ours) {
			return "its owner '" + owner + "', who is neither this user nor root";
		}
		if (permissions.contains(PosixFilePermission.GROUP_WRITE) && !group.equals(owner)) {
			return "the group '" + group + "' (chmod g-w forbids it)";
		}
		return null;
	}

	/**
	 * A user without a name, as in containers, has no other proof than this. A network
	 * disk may give files an owner of its own: it is asked what it makes of this user.
	 */
	private boolean isOfThisUser(PosixFileAttributes attributes) throws IOException {
		if (Integer.valueOf(0).equals(Files.getAttribute(path(), "unix:uid"))
				|| (Files.exists(PROCESS) && Files.getOwner(PROCESS).equals(attributes.owner()))) {
			return true;
		}
		try {
			Path probe = Files.createTempFile(path(), ".shimmy-", null);
			try {
				return Files.getOwner(probe).equals(attributes.owner());
			}
			finally {
				Files.delete(probe);
			}
		}
		catch (IOException ex) {
			return false;
		}
	}

	private EngineException refused(String why) {
		return EngineException.startFailed("Error: the current directory '" + path().toAbsolutePath() + "' " + why
				+ "; start the engine in another directory");
	}

}
