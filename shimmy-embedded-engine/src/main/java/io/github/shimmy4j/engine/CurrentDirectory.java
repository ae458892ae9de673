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
 * The current directory of the engine. llama.cpp loads each library in it whose name
 * looks like one of its own, with the rights of the user who started the engine. In a
 * directory of downloads, or one that others can write to, that would run foreign code.
 * llama.cpp has no option against this, and a JVM cannot change its directory, so the
 * engine refuses to load llama.cpp there. The starter always starts the engine in a
 * directory of its own.
 *
 * @param path the directory
 */
record CurrentDirectory(Path path) {

	/** The names on all systems, in any case: one name too many does no harm. */
	private static final Pattern LOADED = Pattern.compile("(lib)?ggml-.*\\.(so|dll|dylib)", Pattern.CASE_INSENSITIVE);

	/** Its owner is the user of this process; only on Linux. */
	private static final Path PROCESS = Path.of("/proc/self");

	static CurrentDirectory ofProcess() {
		return new CurrentDirectory(Path.of(""));
	}

	/** Fails in a directory from which llama.cpp could load foreign code. */
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

	/** Another user who can write to the directory could add a file after the check. */
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
	 * The other users who can write to a directory, or null. A group with the name of the
	 * owner has no other member, on the systems that give each user such a group.
	 * @param ours whether the owner is this user or root
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
	 * Whether the owner is root or this user, who may have no name in a container. A
	 * network disk may map users to other owners: a new file shows the owner that it
	 * gives to this user.
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
