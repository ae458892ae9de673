package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.github.shimmy4j.process.PortReservations;
import io.github.shimmy4j.process.ProcessIdentity;
import io.github.shimmy4j.sidecar.ownership.OrphanSweep;
import io.github.shimmy4j.sidecar.ownership.OwnRecord;
import io.github.shimmy4j.sidecar.ownership.RecordFile;
import io.github.shimmy4j.sidecar.ownership.SidecarRecord;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.support.JavaProcess;
import io.github.shimmy4j.support.LogLines;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Fault E4: records whose owner is dead, with real processes. */
class OrphanSweepTests {

	/** Of a JVM that cannot run any more. */
	private static final long DEAD_OWNER = Long.MAX_VALUE;

	private static final int PORT = 11435;

	@TempDir
	private Path directory;

	private Path records;

	private Path run;

	private Path launch;

	private String nonce;

	private Process server;

	private PortReservations ports;

	private LogLines log;

	@BeforeEach
	void startAServer() throws IOException {
		this.records = Files.createDirectory(this.directory.resolve("sidecars"));
		this.run = this.directory.resolve("run");
		this.launch = Files.createDirectories(this.run.resolve("s4j-0123456789abcdef/gguf")).getParent();
		Files.createDirectory(this.run.resolve("home"));
		this.ports = new PortReservations(this.directory.resolve("ports"));
		this.nonce = AbandonedServer.nonce();
		this.server = AbandonedServer.start(this.directory, this.nonce);
		this.log = new LogLines(OrphanSweep.class);
	}

	@AfterEach
	void endTheServer() {
		this.log.close();
		this.server.descendants().forEach(ProcessHandle::destroyForcibly);
		this.server.destroyForcibly();
	}

	@Test
	void serverOfAJvmThatWasKilledIsEndedWithAllThatItStarted() throws Exception {
		String other = AbandonedServer.nonce();
		Path started = this.run.resolve("s4j-0123456789abcdef");
		try (JavaProcess owner = JavaProcess.start(AbandonedServer.class, this.records, this.run, other)) {
			ProcessHandle orphan = ProcessHandle.of(Long.parseLong(owner.await("runs"))).orElseThrow();
			eventually().until(() -> orphan.children().findAny().isPresent());
			long child = orphan.children().findAny().orElseThrow().pid();
			sweep();
			assertThat(orphan.isAlive()).as("while its owner lives").isTrue();
			owner.kill();
			assertThat(ProcessTable.isGone(orphan.pid())).isFalse();
			sweep();
			assertThat(ProcessTable.isGone(orphan.pid())).isTrue();
			eventually().until(() -> ProcessTable.isGone(child));
			assertThat(this.log.at(Level.INFO)).singleElement()
				.asString()
				.contains("pid " + orphan.pid() + " (", "on port 11435)", "removed '" + started + "'");
		}
		assertThat(started).doesNotExist();
		assertThat(this.records).isEmptyDirectory();
		assertThat(this.server.isAlive()).as("a server that is not recorded").isTrue();
	}

	@Test
	void recordOfAProcessThatHasEndedIsRemovedWithItsDirectory() throws Exception {
		ProcessIdentity identity = AbandonedServer.identity(this.server, this.nonce);
		this.server.descendants().forEach(ProcessHandle::destroyForcibly);
		this.server.destroyForcibly().waitFor();
		abandon(identity);
		sweep();
		assertThat(this.launch).doesNotExist();
		assertThat(this.records).isEmptyDirectory();
		assertThat(this.log.at(Level.INFO)).singleElement().asString().doesNotContain("ended");
	}

	@Test
	void processThatIsProvablyOursIsEnded() throws Exception {
		abandon(AbandonedServer.identity(this.server, this.nonce));
		sweep();
		assertThat(this.server.waitFor()).isEqualTo(137);
		assertThat(this.run).isDirectoryNotContaining((file) -> !file.endsWith("home"));
		sweep();
		assertThat(this.log.at(Level.INFO)).hasSize(1);
	}

	@Test
	void processThatGotTheIdOfOneThatEndedIsNotSignalled() throws Exception {
		ProcessIdentity identity = AbandonedServer.identity(this.server, this.nonce);
		abandon(new ProcessIdentity(identity.pid(), Instant.EPOCH, identity.executable(), identity.nonce()));
		sweep();
		assertTheServerRunsOn();
		assertThat(this.records).isEmptyDirectory();
		assertThat(this.launch).doesNotExist();
	}

	@Test
	void processOfTheSameInstantWithAnotherNonceIsNotSignalled() throws Exception {
		abandon(AbandonedServer.identity(this.server, AbandonedServer.nonce()));
		sweep();
		assertTheServerRunsOn();
		assertThat(this.records).isEmptyDirectory();
	}

	@Test
	void recordFromBeforeTheProcessExistedLeadsToItsDirectoryAlone() throws Exception {
		abandon(null);
		sweep();
		assertTheServerRunsOn();
		assertThat(this.launch).doesNotExist();
		assertThat(this.records).isEmptyDirectory();
	}

	@Test
	void recordThatIsTruncatedAnywhereIsRemovedAndNothingElseIsTouched() throws Exception {
		RecordFile file = abandon(AbandonedServer.identity(this.server, this.nonce));
		byte[] whole = Files.readAllBytes(file.path());
		for (int length = 0; length < whole.length; length += 5) {
			Files.write(file.path(), Arrays.copyOf(whole, length));
			sweep();
			assertThat(this.records).isEmptyDirectory();
		}
		assertTheServerRunsOn();
		assertThat(this.launch).exists();
		assertThat(this.log.at(Level.WARN)).isNotEmpty()
			.allMatch((line) -> line.contains("'" + file.path() + "'") && line.contains("no process was signalled"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "{}", "\u0000", "{\"schema\":1}", "{\"schema\":1,\"ownerPid\":1}",
			"{\"schema\":0,\"ownerPid\":9,\"launches\":[]}", "{\"schema\":1,\"ownerPid\":9,\"launches\":[null]}",
			"{\"schema\":1,\"ownerPid\":9,\"launches\":[{\"directory\":\"run\",\"port\":1}]}",
			"{\"schema\":1,\"ownerPid\":9,\"launches\":[{\"directory\":\"/\\u0000\",\"port\":1}]}",
			"{\"schema\":1,\"ownerPid\":9,\"launches\":[{\"directory\":\"/r\",\"port\":1,\"process\":{\"pid\":1,\"nonce\":\"n\"}}]}",
			"{\"schema\":1,\"ownerPid\":9,\"launches\":[{\"directory\":\"/r\",\"port\":1,\"process\":{\"pid\":9}}]}",
			"{\"schema\":1,\"ownerPid\":9,\"launches\":[{\"directory\":\"/r\",\"port\":1,\"process\":{\"nonce\":\"n\"}}]}" })
	void recordOfAnotherShapeIsRemovedWithAWarning(String content) throws Exception {
		Files.writeString(this.records.resolve("some.json"), content);
		sweep();
		assertThat(this.records).isEmptyDirectory();
		assertThat(this.log.at(Level.WARN)).hasSize(1);
		assertTheServerRunsOn();
	}

	@Test
	void recordThatIsTooLargeIsNotReadToItsEnd() throws Exception {
		RecordFile file = abandon(AbandonedServer.identity(this.server, this.nonce));
		Files.writeString(file.path(), Files.readString(file.path()) + " ".repeat(64 * 1024));
		sweep();
		assertTheServerRunsOn();
		assertThat(this.records).isEmptyDirectory();
	}

	@Test
	void fieldsThatAreUnknownAreIgnored() throws Exception {
		RecordFile file = abandon(AbandonedServer.identity(this.server, this.nonce));
		Files.writeString(file.path(),
				Files.readString(file.path())
					.replaceFirst("\\{", "{\"new\":{\"x\":[1]},")
					.replace("\"port\"", "\"model\":\"x\",\"port\""));
		sweep();
		assertThat(this.server.waitFor()).isEqualTo(137);
	}

	@Test
	void recordOfALaterVersionIsLeftAlone() throws Exception {
		RecordFile file = abandon(AbandonedServer.identity(this.server, this.nonce));
		Files.writeString(file.path(), Files.readString(file.path()).replace("\"schema\":1", "\"schema\":2"));
		sweep();
		assertTheServerRunsOn();
		assertThat(file.path()).exists();
		assertThat(this.launch).exists();
	}

	@Test
	void recordOfThisVeryProcessIsLeftAlone() throws Exception {
		OwnRecord own = new OwnRecord(this.records);
		own.launching(this.launch, PORT);
		own.spawned(this.launch, AbandonedServer.identity(this.server, this.nonce));
		sweep();
		assertTheServerRunsOn();
		assertThat(this.launch).exists();
		assertThat(this.records.toFile().list()).hasSize(2);
	}

	@Test
	void recordWhoseLockIsHeldIsLeftAlone() throws Exception {
		RecordFile file = abandon(AbandonedServer.identity(this.server, this.nonce));
		try (InterProcessLock owner = InterProcessLock.tryAcquire(file.lock()).orElseThrow()) {
			sweep();
			assertTheServerRunsOn();
			assertThat(file.path()).exists();
		}
	}

	@Test
	void directoryThatIsNoLaunchStays() throws Exception {
		Path outside = Files.createDirectory(this.directory.resolve("outside"));
		Path deeper = Files.createDirectories(this.run.resolve("a/b"));
		Path link = Files.createSymbolicLink(this.run.resolve("link"), outside);
		List<Path> named = List.of(outside, deeper, link, this.run, this.run.resolve("home"),
				this.run.resolve("x/../home"), this.run.resolve("../outside"), this.run.resolve("none"));
		RecordFile.of(this.records, "owner")
			.write(new SidecarRecord(1, DEAD_OWNER, null,
					named.stream().map((path) -> new SidecarRecord.Launch(path, PORT)).toList()));
		sweep();
		assertThat(Stream.of(outside, deeper, link, this.run.resolve("home"), this.launch)).allMatch(Files::exists);
		assertThat(this.records).isEmptyDirectory();
		assertThat(this.log.at(Level.INFO)).isEmpty();
	}

	@Test
	void placeOfTheRecordsThatCannotBeReadIsOneWarning() throws Exception {
		Path file = Files.writeString(this.directory.resolve("file"), "");
		new OrphanSweep(file, this.run, this.ports).sweep();
		assertThat(this.log.at(Level.WARN)).singleElement().asString().contains("'" + file + "'");
		new OrphanSweep(this.directory.resolve("none"), this.run, this.ports).sweep();
		assertThat(this.log.at(Level.WARN)).hasSize(1);
	}

	@Test
	void recordThatCannotBeReadDoesNotKeepOthersFromBeingSwept() throws Exception {
		Files.createDirectory(this.records.resolve("a.json"));
		abandon(AbandonedServer.identity(this.server, this.nonce));
		sweep();
		assertThat(this.server.waitFor()).isEqualTo(137);
		assertThat(this.log.at(Level.WARN)).singleElement().asString().contains("a.json");
	}

	@Test
	void twoProcessesThatSweepAtOnceSweepOnce() throws Exception {
		try (JavaProcess first = JavaProcess.start(Sweeper.class, this.records, this.run);
				JavaProcess second = JavaProcess.start(Sweeper.class, this.records, this.run)) {
			first.await("loaded");
			second.await("loaded");
			abandon(AbandonedServer.identity(this.server, this.nonce));
			first.tell("");
			second.tell("");
			assertThat(List.of(first.await("swept"), second.await("swept"))).containsExactlyInAnyOrder("1 warned 0",
					"0 warned 0");
		}
		assertThat(this.server.waitFor()).isEqualTo(137);
		assertThat(this.records).isEmptyDirectory();
	}

	@Test
	void manyThatSweepAtOnceSweepEachRecordOnce() throws Exception {
		for (int round = 0; round < 20; round++) {
			Files.createDirectories(this.launch);
			abandon(null);
			List<Thread> sweepers = Stream.generate(() -> new Thread(this::sweepQuietly)).limit(4).toList();
			sweepers.forEach(Thread::start);
			for (Thread sweeper : sweepers) {
				sweeper.join();
			}
			assertThat(this.records).isEmptyDirectory();
			assertThat(this.log.at(Level.INFO)).hasSize(round + 1);
		}
		assertThat(this.log.at(Level.WARN)).isEmpty();
	}

	private RecordFile abandon(ProcessIdentity process) throws IOException {
		RecordFile file = RecordFile.of(this.records, "owner");
		Files.createFile(file.lock());
		file.write(new SidecarRecord(SidecarRecord.SCHEMA, DEAD_OWNER, Instant.EPOCH,
				List.of(new SidecarRecord.Launch(this.launch.toString(), PORT, process))));
		return file;
	}

	private void sweep() throws InterruptedException {
		new OrphanSweep(this.records, this.run, this.ports).sweep();
	}

	private void sweepQuietly() {
		try {
			sweep();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void assertTheServerRunsOn() {
		assertThat(ProcessTable.isGone(this.server.pid())).isFalse();
		assertThat(this.server.descendants()).allMatch((child) -> !ProcessTable.isGone(child.pid()));
	}

}
