package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.storage.ForeignFileException;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DaemonFileTests {

	private static final String NONCE = DaemonProof.random(new SecureRandom());

	@TempDir
	private Path home;

	private DaemonFile file;

	private final DaemonRecord own = DaemonRecord.ofThisProcess("127.0.0.1:11434", "0.1.0", NONCE);

	@BeforeEach
	void open() {
		this.file = new DaemonFile(ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.home.toString())));
	}

	@Test
	void tellsWhatWasWritten() throws IOException {
		this.file.write(this.own);
		assertThat(this.file.path()).isEqualTo(this.home.resolve("daemon.pid"));
		assertThat(this.file.read()).contains(this.own);
		assertThat(this.own.process()).map(ProcessHandle::pid).contains(ProcessHandle.current().pid());
	}

	@Test
	void isReadableForItsOwnerOnly() throws IOException {
		this.file.write(this.own);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.file.path())))
			.isEqualTo("rw-------");
	}

	@Test
	void missingFileTellsOfNoDaemon() throws IOException {
		assertThat(this.file.read()).isEmpty();
	}

	@Test
	void truncatedFileTellsOfNoDaemon() throws IOException {
		this.file.write(this.own);
		byte[] whole = Files.readAllBytes(this.file.path());
		for (int length = 0; length < whole.length; length++) {
			Files.write(this.file.path(), java.util.Arrays.copyOf(whole, length));
			assertThat(this.file.read()).as("%d bytes", length).isEmpty();
		}
	}

	@Test
	void addressThatNoClientTakesTellsOfNoDaemon() throws IOException {
		this.file.write(this.own);
		String good = Files.readString(this.file.path());
		for (String address : List.of("127.0.0.1:99999", "127.0.0.1:0", "a_b:80", "u@host:80")) {
			Files.writeString(this.file.path(), good.replace("127.0.0.1:11434", address));
			assertThat(this.file.read()).as(address).isEmpty();
		}
	}

	@Test
	void linkIsRefused() throws IOException {
		Path elsewhere = this.home.resolve("elsewhere");
		this.file.write(this.own);
		Files.move(this.file.path(), elsewhere);
		Files.createSymbolicLink(this.file.path(), elsewhere);
		assertThatExceptionOfType(ForeignFileException.class).isThrownBy(this.file::read);
	}

	@Test
	void processWithAnotherStartIsNotTheDaemon() {
		DaemonRecord reused = new DaemonRecord(1, this.own.pid(), Instant.parse("2001-01-01T00:00:00Z"),
				this.own.address(), "0.1.0", Secret.of(NONCE));
		assertThat(reused.process()).isEmpty();
	}

	@Test
	void processThatHasEndedIsNotTheDaemon() throws Exception {
		Process ended = new ProcessBuilder("true").start();
		ended.waitFor();
		assertThat(new DaemonRecord(1, ended.pid(), null, this.own.address(), "0.1.0", Secret.of(NONCE)).process())
			.isEmpty();
	}

	@Test
	void fileOfALaterDaemonStays() throws IOException {
		this.file.write(this.own);
		this.file.remove(DaemonRecord.ofThisProcess("127.0.0.1:11433", "0.1.0", NONCE));
		assertThat(this.file.read()).contains(this.own);
		this.file.remove(this.own);
		assertThat(this.file.path()).doesNotExist();
	}

	/** An application may log it, or return it from a controller. */
	@Test
	void secretIsNotShown() {
		assertThat(this.own).asString().contains("127.0.0.1:11434").doesNotContain(NONCE);
		assertThat(JsonMapper.shared().writeValueAsString(this.own)).contains("127.0.0.1:11434").doesNotContain(NONCE);
	}

	@Test
	void proofDependsOnSecretAndChallenge() {
		SecureRandom random = new SecureRandom();
		String challenge = DaemonProof.random(random);
		assertThat(DaemonProof.of(NONCE, challenge)).isEqualTo(DaemonProof.of(NONCE, challenge))
			.isNotEqualTo(DaemonProof.of(NONCE, DaemonProof.random(random)))
			.isNotEqualTo(DaemonProof.of(DaemonProof.random(random), challenge));
		assertThat(DaemonProof.ownerKey(NONCE)).doesNotContain(NONCE);
	}

}
