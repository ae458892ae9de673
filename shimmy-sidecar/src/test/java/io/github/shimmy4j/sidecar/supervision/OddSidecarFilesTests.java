package io.github.shimmy4j.sidecar.supervision;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.process.PortReservations;
import io.github.shimmy4j.process.ReservedPort;
import io.github.shimmy4j.sidecar.ownership.OrphanSweep;
import io.github.shimmy4j.sidecar.ownership.RecordFile;
import io.github.shimmy4j.sidecar.ownership.SidecarRecord;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.support.FreePorts;
import io.github.shimmy4j.support.LogLines;
import io.github.shimmy4j.support.OddFile;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Launches with something else in the place of each file that only helps them: none may
 * keep a server from starting, and before, some kept it for ever (issue 13).
 */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddSidecarFilesTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource
	void recordIsPassedOverWithAWarning(OddFile odd) throws Exception {
		Path records = Files.createDirectory(this.directory.resolve("sidecars"));
		Path record = odd.put(records.resolve("owner.json"));
		try (LogLines log = new LogLines(OrphanSweep.class)) {
			sweep(records);
			assertThat(log.at(Level.WARN)).hasSize(1)
				.allSatisfy((line) -> assertThat(line).contains(record.toString(), odd.words()));
		}
		assertThat(Files.exists(record, LinkOption.NOFOLLOW_LINKS)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void recordWithAnOddLockIsLeftAlone(OddFile odd) throws Exception {
		Path records = Files.createDirectory(this.directory.resolve("sidecars"));
		RecordFile file = RecordFile.of(records, "owner");
		file.write(new SidecarRecord(SidecarRecord.SCHEMA, Long.MAX_VALUE, Instant.EPOCH, List.of()));
		odd.put(file.lock());
		try (LogLines log = new LogLines(OrphanSweep.class)) {
			sweep(records);
			assertThat(log.at(Level.WARN)).hasSize(1)
				.allSatisfy((line) -> assertThat(line).contains(file.lock().toString(), odd.words()));
		}
		assertThat(file.path()).exists();
	}

	@ParameterizedTest
	@EnumSource
	void lockOfAPortIsGivenUpAndThePortIsTaken(OddFile odd) throws Exception {
		Path locks = this.directory.resolve("ports");
		int port = FreePorts.range(1);
		Path lock = odd.put(locks.resolve(port + ".lock"));
		PortReservations reservations = new PortReservations(locks);
		assertThat(reservations.isReserved(port)).isTrue();
		try (LogLines log = new LogLines(PortReservations.class);
				ReservedPort given = reservations.next(new PortRange(port, 0), 0).orElseThrow()) {
			assertThat(given.port()).isEqualTo(port);
			assertThat(log.at(Level.WARN)).hasSize(1)
				.allSatisfy((line) -> assertThat(line).contains(lock.toString(), odd.words()));
			reservations.forget(port);
		}
		assertThat(Files.exists(lock, LinkOption.NOFOLLOW_LINKS)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void lockOfTheModelIsNotHeldAndTheLaunchGoesOn(OddFile odd) throws Exception {
		Path models = Files.createDirectories(this.directory.resolve("models"));
		Path model = Files.writeString(models.resolve("m.gguf"), "");
		ModelFile.Use.hold(models, model).close();
		Path lock = Listing.of(models.resolve(".in-use")).get(0);
		Files.delete(lock);
		odd.put(lock);
		ModelFile.Use.hold(models, model).close();
		assertThat(Files.exists(lock, LinkOption.NOFOLLOW_LINKS)).isTrue();
	}

	private void sweep(Path records) throws InterruptedException {
		new OrphanSweep(records, this.directory.resolve("run"), new PortReservations(this.directory.resolve("ports")))
			.sweep();
	}

}
