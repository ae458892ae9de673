package io.github.shimmy4j.daemon;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.ForeignFileException;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.storage.StartableDirectory;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.storage.TemporaryDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The daemon of {@code shimmy-daemon}: its folder, packed into a resource, so that it is
 * found in every layout of a class path. It is unpacked once, and the digests of all its
 * files are compared before every start.
 */
final class CarriedDaemon {

	private static final String FOLDER = "META-INF/shimmy4j/";

	private static final String DESCRIPTION = FOLDER + "daemon.properties";

	private static final String FILES = FOLDER + "daemon.sha256";

	private static final String ARCHIVE = FOLDER + "daemon.zip";

	private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]*");

	private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

	/** A line of the list of files: digest and path. */
	private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) +(\\S.*)");

	private static final Path SCRIPT = Path.of("bin", "shimmy-daemon");

	private static final Path JAR = Path.of("lib", "shimmy-daemon.jar");

	private final ClassLoader classPath;

	private final String sha256;

	/** Directory with the folders of all versions. */
	private final StartableDirectory programs;

	private final Path directory;

	private CarriedDaemon(ClassLoader classPath, String version, String sha256, StartableDirectory programs) {
		this.classPath = classPath;
		this.sha256 = sha256;
		this.programs = programs;
		this.directory = programs.path().resolve(version + "-" + sha256);
	}

	/**
	 * Finds the daemon on a class path; unpacks nothing yet.
	 * @param classPath class path to search
	 * @param programs directory with the daemons that were unpacked; if Java can start
	 * none there, they are in one among temporary files
	 * @return the daemon, or empty if the class path has none
	 * @throws ShimmyException INTERNAL if it has one that is damaged;
	 * INVALID_CONFIGURATION if Java could start it from neither directory
	 */
	static Optional<CarriedDaemon> find(ClassLoader classPath, Path programs) {
		try (InputStream stream = classPath.getResourceAsStream(DESCRIPTION)) {
			if (stream == null) {
				return Optional.empty();
			}
			Properties description = new Properties();
			description.load(stream);
			String version = description.getProperty("version", "");
			String sha256 = description.getProperty("sha256", "");
			if (!VERSION.matcher(version).matches() || !DIGEST.matcher(sha256).matches()) {
				throw damaged("its version is '%s' and its SHA-256 '%s'".formatted(version, sha256), null);
			}
			return Optional.of(new CarriedDaemon(classPath, version, sha256,
					StartableDirectory.of("the daemon", programs, Path.of(System.getProperty("java.io.tmpdir")))));
		}
		catch (IOException ex) {
			throw damaged(ex.toString(), ex);
		}
	}

	/**
	 * Unpacks the daemon unless it is there, and removes older ones that no process uses.
	 * To be called by the holder of the lock of starts.
	 * @return the command that starts it
	 * @throws ShimmyException DIRECTORY_NOT_WRITABLE or DISK_FULL if it cannot be
	 * unpacked; INTERNAL if the dependency is damaged
	 */
	List<String> install() {
		try {
			Map<Path, String> files = files();
			this.programs.create();
			Path place = this.directory;
			boolean intact = isIntact(place, files);
			// Not into the folder that a daemon runs from, if that is damaged.
			for (int number = 2; !intact && OwnFile.exists(place) && DaemonFolders.isInUse(place); number++) {
				place = this.directory.resolveSibling(this.directory.getFileName() + "." + number);
				intact = isIntact(place, files);
			}
			if (!intact) {
				unpack(place, files);
			}
			new DaemonFolders(this.programs.path()).removeUnused(place);
			return command(place);
		}
		catch (IOException ex) {
			throw StorageFailure.of("The daemon cannot be unpacked to '%s'".formatted(this.directory), this.directory,
					ex);
		}
	}

	private static List<String> command(Path place) {
		if (File.separatorChar == '\\') {
			return List.of(Path.of(System.getProperty("java.home"), "bin", "java.exe").toString(), "-Xmx384m",
					"-XX:+UseSerialGC", "-jar", place.resolve(JAR).toString());
		}
		return List.of(place.resolve(SCRIPT).toString());
	}

	/** The digests of its files, by their paths. */
	private Map<Path, String> files() throws IOException {
		try (InputStream stream = resource(FILES);
				BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
			Map<Path, String> files = new TreeMap<>();
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				Matcher matcher = LINE.matcher(line);
				if (!matcher.matches()) {
					throw damaged("its list of files has the line '%s'".formatted(line), null);
				}
				files.put(inside(matcher.group(2)), matcher.group(1));
			}
			return files;
		}
	}

	/** Refuses paths that lead out of the folder. */
	private static Path inside(String name) {
		Path path = Path.of(name);
		if (path.isAbsolute() || !path.equals(path.normalize()) || path.startsWith("..") || name.contains("\\")) {
			throw damaged("it has a file '%s'".formatted(name), null);
		}
		return path;
	}

	private InputStream resource(String name) {
		InputStream stream = this.classPath.getResourceAsStream(name);
		if (stream == null) {
			throw damaged("'%s' is missing".formatted(name), null);
		}
		return stream;
	}

	/**
	 * False if a file is changed, missing, or of another user, who could change it after
	 * this check. Archives of classes, which a daemon adds, do not count.
	 */
	private static boolean isIntact(Path directory, Map<Path, String> files) throws IOException {
		try {
			OwnFile.requireDirectory(directory);
			// By all processors: one takes 0.2 s for 63 MB, and 1 s where the JVM has C1
			// only.
			return files.entrySet().parallelStream().allMatch((file) -> isIntact(directory, file));
		}
		catch (ForeignFileException | NoSuchFileException ex) {
			return false;
		}
	}

	private static boolean isIntact(Path directory, Map.Entry<Path, String> file) {
		Path path = directory.resolve(file.getKey());
		try {
			OwnFile.require(path);
			return file.getValue().equals(Sha256.of(path));
		}
		catch (ForeignFileException | NoSuchFileException ex) {
			return false;
		}
		catch (IOException ex) {
			throw StorageFailure.of("The file '%s' of the daemon cannot be read".formatted(path), path, ex);
		}
	}

	/**
	 * Unpacks beside the place, and puts the whole folder there at once: another process
	 * sees all of it or nothing.
	 */
	private void unpack(Path place, Map<Path, String> files) throws IOException {
		try (TemporaryDirectory fresh = TemporaryDirectory.create(place.resolveSibling(""), DaemonFolders.UNPACKING)) {
			Path unpacked = fresh.path().resolve("daemon");
			OwnerOnly.createDirectory(unpacked);
			unpackInto(unpacked, files);
			if (!isIntact(unpacked, files)) {
				throw damaged("a file has not the SHA-256 it was packaged with", null);
			}
			if (OwnFile.exists(place)) {
				Files.move(place, fresh.path().resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
			}
			Files.move(unpacked, place, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			// Another process, which has another lock, was faster.
			if (!isIntact(place, files)) {
				throw ex;
			}
		}
	}

	private void unpackInto(Path root, Map<Path, String> files) throws IOException {
		MessageDigest digest = Sha256.begin();
		try (DigestInputStream packed = new DigestInputStream(resource(ARCHIVE), digest);
				ZipInputStream zip = new ZipInputStream(packed, StandardCharsets.UTF_8)) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				Path path = inside(entry.getName());
				if (entry.isDirectory()) {
					continue;
				}
				if (!files.containsKey(path)) {
					throw damaged("its list of files lacks '%s'".formatted(entry.getName()), null);
				}
				unpack(zip, entry, root.resolve(path), path.startsWith(SCRIPT.subpath(0, 1)));
			}
			packed.transferTo(OutputStream.nullOutputStream());
		}
		if (!this.sha256.equals(Sha256.end(digest))) {
			throw damaged("its SHA-256 is not the one it was packaged with", null);
		}
	}

	private static void unpack(InputStream content, ZipEntry entry, Path file, boolean program) throws IOException {
		OwnerOnly.createDirectory(file.resolveSibling(""));
		Files.copy(content, file);
		// An archive of classes is valid only for jars of the same time, so the time must
		// not depend on the time zone or on when they were unpacked.
		Files.setLastModifiedTime(file, FileTime.from(entry.getTimeLocal().toInstant(ZoneOffset.UTC)));
		if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(program ? "rwx------" : "rw-------"));
		}
	}

	private static ShimmyException damaged(String problem, @Nullable Throwable cause) {
		return new ShimmyException(ShimmyErrorCode.INTERNAL,
				"The shimmy-daemon on the class path is damaged: " + problem, cause);
	}

}
