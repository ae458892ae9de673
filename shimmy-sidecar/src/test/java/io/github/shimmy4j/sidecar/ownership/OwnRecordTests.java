package io.github.shimmy4j.sidecar.ownership;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.github.shimmy4j.process.ProcessIdentity;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.support.LogLines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link OwnRecord}. */
class OwnRecordTests {

	private static final ProcessIdentity PROCESS = new ProcessIdentity(4711,
			ProcessHandle.current().info().startInstant().orElseThrow(), "/bin/shimmy", "0123456789abcdef");

	@TempDir
	private Path directory;

	private Path records;

	private Path launch;

	private OwnRecord own;

	@BeforeEach
	void setUp() {
		this.records = this.directory.resolve("home/sidecars");
		this.launch = this.directory.resolve("run/s4j-1");
		this.own = new OwnRecord(this.records);
	}

	@Test
	void recordSaysOfALaunchWhatIsKnownAtEachMoment() throws IOException {
		assertThat(this.records).doesNotExist();
		this.own.launching(this.launch, 11435);
		assertThat(written().launches()).containsExactly(new SidecarRecord.Launch(this.launch.toString(), 11435, null));
		this.own.spawned(this.launch, PROCESS);
		assertThat(written().launches())
			.containsExactly(new SidecarRecord.Launch(this.launch.toString(), 11435, PROCESS));
		assertThat(written().writtenHere()).isTrue();
		assertThat(written().schema()).isEqualTo(1);
		this.own.ended(this.launch);
		assertThat(written().launches()).isEmpty();
		this.own.close();
		assertThat(this.records).isEmptyDirectory();
	}

	@Test
	void recordNamesEachLaunchWhileTwoOverlap() throws IOException {
		Path second = this.directory.resolve("run/s4j-2");
		this.own.launching(this.launch, 11435);
		this.own.launching(second, 11436);
		this.own.ended(this.launch);
		this.own.spawned(this.launch, PROCESS);
		assertThat(written().launches()).containsExactly(new SidecarRecord.Launch(second, 11436));
	}

	@Test
	void recordAndLockAreForTheirOwnerAlone() throws IOException {
		this.own.launching(this.launch, 11435);
		assertThat(files()).hasSize(2)
			.allSatisfy((file) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
				.isEqualTo("rw-------"));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.records))).isEqualTo("rwx------");
	}

	@Test
	void lockIsHeldFromTheFirstLaunchUntilTheLastEndedAfterTheClose() throws IOException {
		this.own.launching(this.launch, 11435);
		assertThat(InterProcessLock.tryAcquire(record().lock())).isEmpty();
		this.own.close();
		assertThat(written().launches()).as("launch that did not end in time").hasSize(1);
		assertThat(InterProcessLock.tryAcquire(record().lock())).isEmpty();
		this.own.ended(this.launch);
		assertThat(this.records).isEmptyDirectory();
	}

	@Test
	void closeWithoutALaunchWritesNothing() {
		this.own.close();
		assertThat(this.records).doesNotExist();
	}

	@Test
	void recordIsWrittenByAThreadThatWasInterrupted() throws IOException {
		Thread.currentThread().interrupt();
		this.own.launching(this.launch, 11435);
		this.own.spawned(this.launch, PROCESS);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(written().launches()).hasSize(1);
		assertThat(InterProcessLock.tryAcquire(record().lock())).isEmpty();
	}

	@Test
	void placeThatCannotBeWrittenIsOneWarning() throws IOException {
		Files.createDirectories(this.records.getParent());
		Files.writeString(this.records, "a file");
		try (LogLines log = new LogLines(OwnRecord.class)) {
			this.own.launching(this.launch, 11435);
			this.own.spawned(this.launch, PROCESS);
			this.own.ended(this.launch);
			this.own.close();
			assertThat(log.at(Level.WARN)).singleElement().asString().contains("'" + this.records + "'");
		}
	}

	private RecordFile record() throws IOException {
		return files().stream()
			.filter((file) -> file.toString().endsWith(RecordFile.EXTENSION))
			.map(RecordFile::new)
			.findFirst()
			.orElseThrow();
	}

	private SidecarRecord written() throws IOException {
		return record().read().orElseThrow();
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.records)) {
			return files.toList();
		}
	}

}
