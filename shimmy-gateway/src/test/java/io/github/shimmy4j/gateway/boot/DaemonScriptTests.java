package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The script of the daemon's layout with a Java that only prints its arguments. */
@DisabledOnOs(OS.WINDOWS)
class DaemonScriptTests {

	private static final Path SCRIPT = Path.of("src/main/daemon/bin/shimmy-daemon");

	private static final String JAVA = """
			#!/bin/sh
			for word; do
			  case $word in -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) echo archive >"${word#*=}" ;; esac
			  printf '%s\\n' "$word"
			done
			""";

	@TempDir
	private Path directory;

	private Path layout;

	private Path java;

	@BeforeEach
	void layOut() throws IOException {
		this.layout = this.directory.resolve("a layout");
		Files.createDirectories(this.layout.resolve("lib"));
		Files.writeString(this.layout.resolve("lib/layout.sha256"), "digest\n");
		executable(this.layout.resolve("bin/shimmy-daemon"), Files.readString(SCRIPT));
		this.java = java("17.0.15", JAVA);
	}

	@Test
	void argumentsArePassedAsTheyAre() throws Exception {
		assertThat(run(Map.of(), "--shimmy.model=/a folder/*", "two words", "").lines()).endsWith("-jar",
				this.layout.toRealPath() + "/lib/shimmy-daemon.jar", "--shimmy.model=/a folder/*", "two words", "");
	}

	@Test
	void optionsOfTheUserComeAfterOurs() throws Exception {
		List<String> words = run(Map.of("SHIMMY4J_JAVA_OPTS", " -Xmx1g  -Da=* ")).lines();
		assertThat(words).containsSubsequence("-Xmx384m", "-Xmx1g", "-Da=*", "-jar");
	}

	@Test
	void collectorOfTheUserIsTheOnlyOne() throws Exception {
		assertThat(run(Map.of()).lines()).contains("-XX:+UseSerialGC");
		assertThat(run(Map.of("SHIMMY4J_JAVA_OPTS", "-XX:+UseG1GC")).lines()).contains("-XX:+UseG1GC")
			.doesNotContain("-XX:+UseSerialGC");
	}

	@Test
	void runsThroughALinkFromAnotherDirectory() throws Exception {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"),
				Path.of("a layout", "bin", "shimmy-daemon"));
		assertThat(run(link, Map.of("JAVA_HOME", this.java.toString())).lines())
			.contains(this.layout.toRealPath() + "/lib/shimmy-daemon.jar");
	}

	@Test
	void oldJavaIsRefused() throws Exception {
		Path old = java("1.8.0_402", JAVA);
		Result result = run(script(), Map.of("JAVA_HOME", old.toString()));
		assertThat(result.status()).isEqualTo(1);
		assertThat(result.output()).contains("Java 17 or newer is needed", old + "/bin/java' is Java 1");
	}

	@Test
	void javaWithoutAReleaseFileIsAsked() throws Exception {
		Path bare = java("0", "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
		Files.delete(bare.resolve("release"));
		assertThat(run(script(), Map.of("JAVA_HOME", bare.toString())).output()).contains("is Java 11");
	}

	@Test
	void javaHomeWithoutJavaIsRefused() throws Exception {
		Result result = run(script(), Map.of("JAVA_HOME", this.directory.toString()));
		assertThat(result.status()).isEqualTo(1);
		assertThat(result.output()).contains("JAVA_HOME is '" + this.directory + "'");
	}

	@Test
	void missingJavaIsSaid() throws Exception {
		Path tools = Files.createDirectory(this.directory.resolve("tools"));
		for (String tool : new String[] { "dirname", "readlink" }) {
			executable(tools.resolve(tool), "#!/bin/sh\nPATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
		}
		Result result = run(script(), Map.of("PATH", tools.toString()));
		assertThat(result.status()).isEqualTo(1);
		assertThat(result.output()).contains("no java is on the PATH", "set JAVA_HOME");
	}

	@Test
	void missingArchiveIsMadeByTheDaemonAndThenUsed() throws Exception {
		String maker = "-Dshimmy4j.daemon.archive-maker=" + script();
		assertThat(run(Map.of()).lines()).contains(maker)
			.noneMatch((word) -> word.startsWith("-XX:SharedArchiveFile="));
		assertThat(run(Map.of(), "--make-archive").status()).isZero();
		Path archive = archive(".jsa");
		assertThat(run(Map.of()).lines()).contains("-Xshare:auto", "-XX:SharedArchiveFile=" + archive)
			.doesNotContain(maker);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive.getParent())))
			.isEqualTo("rwx------");
	}

	@Test
	void java25GetsACacheOfItsOwnKind() throws Exception {
		this.java = java("25.0.1", JAVA);
		run(Map.of(), "--make-archive");
		assertThat(run(Map.of()).lines()).contains("-XX:AOTMode=auto", "-XX:AOTCache=" + archive(".aot"));
	}

	@Test
	void archiveThatWasCutOffIsNotUsed() throws Exception {
		run(Map.of(), "--make-archive");
		Path archive = archive(".jsa");
		Files.writeString(archive, "arch");
		assertThat(run(Map.of()).lines()).noneMatch((word) -> word.contains(archive.toString()))
			.anyMatch((word) -> word.startsWith("-Dshimmy4j.daemon.archive-maker="));
	}

	@Test
	void archiveOfOtherOptionsOrAnotherJavaIsNotUsed() throws Exception {
		run(Map.of(), "--make-archive");
		assertThat(run(Map.of("SHIMMY4J_JAVA_OPTS", "-Xmx1g")).output()).doesNotContain("SharedArchiveFile");
		this.java = java("17.0.16", JAVA);
		assertThat(run(Map.of()).output()).doesNotContain("SharedArchiveFile");
	}

	@Test
	void failedArchiveIsNotTriedAtEachStart() throws Exception {
		this.java = java("17.0.15", JAVA.replace("echo archive", "echo 'no base archive'; exit 1; echo"));
		Result result = run(Map.of(), "--make-archive");
		assertThat(result.status()).isEqualTo(1);
		assertThat(result.output()).contains("no archive could be made");
		assertThat(run(Map.of()).output()).doesNotContain("archive-maker");
	}

	private Path script() throws IOException {
		return this.layout.toRealPath().resolve("bin/shimmy-daemon");
	}

	private Path archive(String ending) throws IOException {
		try (Stream<Path> files = Files.list(this.layout.toRealPath().resolve("archives"))) {
			return files.filter((file) -> file.toString().endsWith(ending)).findFirst().orElseThrow();
		}
	}

	private Path java(String version, String program) throws IOException {
		Path home = Files.createTempDirectory(this.directory, "java");
		Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"N/A\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
		executable(home.resolve("bin/java"), program);
		return home;
	}

	private static void executable(Path file, String text) throws IOException {
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	private Result run(Map<String, String> environment, String... arguments) throws Exception {
		Map<String, String> all = new HashMap<>(environment);
		all.put("JAVA_HOME", this.java.toString());
		return run(script(), all, arguments);
	}

	private Result run(Path script, Map<String, String> environment, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true);
		builder.environment().clear();
		builder.environment().put("PATH", System.getenv("PATH"));
		builder.environment().putAll(environment);
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return new Result(process.waitFor(), output);
	}

	private record Result(int status, String output) {

		List<String> lines() {
			assertThat(this.status).as(this.output).isZero();
			// Without the line break at the end; empty arguments are lines, too.
			return List.of(this.output.substring(0, this.output.length() - 1).split("\n", -1));
		}

	}

}
