package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CarriedDaemonTests {

	@TempDir
	private Path directory;

	private Path programs;

	/** The resources of the dependency. */
	private Path resources;

	private final Map<String, String> files = new LinkedHashMap<>(
			Map.of("bin/shimmy-daemon", "#!/bin/sh\necho started\n", "lib/shimmy-daemon.jar", "a jar"));

	@BeforeEach
	void pack() throws IOException {
		this.programs = this.directory.resolve("programs");
		this.resources = Files.createDirectories(this.directory.resolve("classes/META-INF/shimmy4j"));
		pack("1.2");
	}

	private void pack(String version) throws IOException {
		Path archive = this.resources.resolve("daemon.zip");
		StringBuilder list = new StringBuilder();
		try (OutputStream out = Files.newOutputStream(archive); ZipOutputStream zip = new ZipOutputStream(out)) {
			for (Map.Entry<String, String> file : this.files.entrySet()) {
				ZipEntry entry = new ZipEntry(file.getKey());
				entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
				zip.putNextEntry(entry);
				byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
				zip.write(bytes);
				MessageDigest digest = Sha256.begin();
				digest.update(bytes);
				list.append(Sha256.end(digest)).append(' ').append(file.getKey()).append('\n');
			}
		}
		Files.writeString(this.resources.resolve("daemon.sha256"), list);
		describe(version, Sha256.of(archive));
	}

	private void describe(String version, String sha256) throws IOException {
		Files.writeString(this.resources.resolve("daemon.properties"),
				"version=%s\nsha256=%s\n".formatted(version, sha256));
	}

	private Path install() throws IOException {
		try (URLClassLoader classPath = classPath()) {
			List<String> command = CarriedDaemon.find(classPath, this.programs).orElseThrow().install();
			assertThat(command).hasSize(1);
			return Path.of(command.get(0));
		}
	}

	private URLClassLoader classPath() throws IOException {
		return new URLClassLoader(new URL[] { this.directory.resolve("classes").toUri().toURL() }, null);
	}

	@Test
	void classPathWithoutItHasNone() throws IOException {
		try (URLClassLoader empty = new URLClassLoader(new URL[0], null)) {
			assertThat(CarriedDaemon.find(empty, this.programs)).isEmpty();
		}
	}

	@Test
	void unpacksOnceForThisUserOnly() throws IOException {
		Path program = install();
		assertThat(program.getParent().getParent().getFileName()).asString().matches("1\\.2-[0-9a-f]{64}");
		assertThat(new ProcessBuilder(program.toString()).start().inputReader().readLine()).isEqualTo("started");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(program))).isEqualTo("rwx------");
		Path jar = program.resolve("../../lib/shimmy-daemon.jar").normalize();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(jar))).isEqualTo("rw-------");
		assertThat(Files.getLastModifiedTime(jar)).isEqualTo(FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
		Object before = Files.getAttribute(jar, "unix:ino");
		assertThat(install()).isEqualTo(program);
		assertThat(Files.getAttribute(jar, "unix:ino")).isEqualTo(before);
		assertThat(this.programs).isDirectoryNotContaining("glob:**/.unpacking*");
	}

	@Test
	void workOfAProgramThatWasKilledIsRemovedAfterAnHour() throws IOException {
		Path killed = Files.createDirectories(this.programs.resolve(".unpacking123/daemon")).getParent();
		Path removed = Files.createDirectories(this.programs.resolve(".removing456/daemon")).getParent();
		Path underWay = Files.createDirectories(this.programs.resolve(".unpacking789/daemon")).getParent();
		for (Path old : List.of(killed, removed)) {
			Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		}
		install();
		assertThat(killed).doesNotExist();
		assertThat(removed).doesNotExist();
		assertThat(underWay).exists();
	}

	@Test
	void archivesOfClassesStay() throws IOException {
		Path archive = install().resolve("../../archives/1.jsa").normalize();
		Files.createDirectories(archive.getParent());
		Files.writeString(archive, "classes");
		install();
		assertThat(archive).exists();
	}

	@Test
	void changedFileIsUnpackedAnew() throws IOException {
		Path program = install();
		Files.writeString(program, "#!/bin/sh\necho changed\n");
		install();
		assertThat(program).content().contains("started");
		Files.delete(program);
		install();
		assertThat(program).exists();
		assertThat(this.programs).isDirectoryNotContaining("glob:**/.unpacking*");
	}

	@Test
	void linkIsReplaced() throws IOException {
		Path program = install();
		Path elsewhere = this.directory.resolve("elsewhere");
		Files.move(program, elsewhere);
		Files.createSymbolicLink(program, elsewhere);
		install();
		assertThat(program).isRegularFile().satisfies((file) -> assertThat(Files.isSymbolicLink(file)).isFalse());
	}

	@Test
	void olderDaemonIsRemovedOnceNoProcessUsesIt() throws Exception {
		this.files.put("bin/shimmy-daemon", "#!/bin/sh\necho started\nread line\n");
		pack("1.2");
		Path first = install();
		Process running = runningFrom(first);
		this.files.put("lib/more.jar", "more");
		pack("1.3");
		assertThat(install()).isNotEqualTo(first);
		assertThat(first).exists();
		Path other = Files.createDirectory(this.programs.resolve("of-a-user"));
		running.destroyForcibly().waitFor();
		install();
		assertThat(first).doesNotExist();
		assertThat(other).exists();
		assertThat(this.programs).isDirectoryNotContaining("glob:**/.removing*");
	}

	private static Process runningFrom(Path program) throws IOException {
		Process running = new ProcessBuilder(program.toString()).start();
		assertThat(running.inputReader().readLine()).isEqualTo("started");
		return running;
	}

	@Test
	void damagedFolderInUseIsLeftAlone() throws Exception {
		this.files.put("bin/shimmy-daemon", "#!/bin/sh\necho started\nread line\n");
		pack("1.2");
		Path first = install();
		Process running = runningFrom(first);
		Path jar = first.resolve("../../lib/shimmy-daemon.jar").normalize();
		Files.writeString(jar, "damaged");
		Path second = install();
		assertThat(second).isNotEqualTo(first).exists();
		assertThat(jar).hasContent("damaged");
		assertThat(install()).isEqualTo(second);
		running.destroyForcibly().waitFor();
		assertThat(install()).isEqualTo(first);
		assertThat(jar).hasContent("a jar");
		assertThat(second).doesNotExist();
	}

	@Test
	void severalAtOnceGetTheSame() {
		List<CompletableFuture<Path>> all = Stream.generate(() -> CompletableFuture.supplyAsync(() -> {
			try {
				return install();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		})).limit(8).toList();
		assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
	}

	/**
	 * Before, it was not found from a thread of the common pool, which has the class path
	 * of the launcher of an executable jar.
	 */
	@Test
	void isFoundOnTheClassPathOfTheClient() throws Exception {
		this.files.put("bin/shimmy-daemon", "#!/bin/sh\nexit 3\n");
		pack("1.2");
		assertThat(new Deployment(this.directory.resolve("classes")).run(Start.class,
				ClassLoader.getPlatformClassLoader(), this.directory.resolve("home").toString()))
			.startsWith("DAEMON_START_FAILED")
			.contains("shimmy-daemon' ended with status 3");
	}

	@Test
	void damagedDependencyIsRefused() throws IOException {
		describe("1.2", "0".repeat(64));
		refused("SHA-256");
		describe("1.2/..", "0".repeat(64));
		refused("version");
		describe("1.2", "");
		refused("SHA-256");
		pack("1.2");
		Files.writeString(this.resources.resolve("daemon.sha256"), "0".repeat(64) + " bin/shimmy-daemon\n");
		refused("lacks 'lib/shimmy-daemon.jar'");
		Files.delete(this.resources.resolve("daemon.zip"));
		refused("is missing");
	}

	@Test
	void fileOutsideIsRefused() throws IOException {
		this.files.put("../outside", "x");
		pack("1.2");
		refused("'../outside'");
		this.files.remove("../outside");
		this.files.put("lib/../../outside", "x");
		pack("1.2");
		refused("'lib/../../outside'");
		assertThat(this.directory.resolve("outside")).doesNotExist();
		assertThat(this.programs.resolve("outside")).doesNotExist();
	}

	private void refused(String problem) {
		assertThat(DaemonHome.failure(ShimmyErrorCode.INTERNAL, this::install))
			.hasMessageContaining("shimmy-daemon on the class path is damaged")
			.hasMessageContaining(problem);
		assertThat(this.programs.resolve("bin")).doesNotExist();
	}

	/** Starts the daemon of a home, and tells the failure. */
	static final class Start implements UnaryOperator<String> {

		@Override
		public String apply(String home) {
			try {
				return DaemonClient
					.ensureDaemonRunning(DaemonConfig.ofDefaults()
						.withEnvironment(Map.of("PATH", System.getenv("PATH"), ShimmyHome.VARIABLE, home)))
					.toString();
			}
			catch (ShimmyException ex) {
				return ex.code() + ": " + ex.getMessage();
			}
		}

	}

}
