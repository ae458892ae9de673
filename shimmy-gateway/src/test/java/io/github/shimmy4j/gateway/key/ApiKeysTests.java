package io.github.shimmy4j.gateway.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.support.JavaProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link ApiKeys}. */
class ApiKeysTests {

	private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");

	private static final KeyLimits LIMITS = new KeyLimits(2, 60, List.of("smollm2", "qwen-local"));

	@TempDir
	private Path directory;

	private final AtomicLong nanos = new AtomicLong();

	@Test
	void createReturnsAKeyThatAuthenticates() {
		ApiKeys keys = keys();
		NewApiKey made = keys.create("편집기 (editor)", LIMITS);
		assertThat(made.secret().reveal()).matches("sk-shimmy-" + made.key().id() + "-[A-Za-z0-9_-]{43}");
		assertThat(keys.authenticate(made.secret().reveal())).contains(made.key());
		assertThat(made.key()).isEqualTo(new ApiKey(made.key().id(), "편집기 (editor)", NOW, LIMITS));
	}

	@Test
	void keysOutliveTheProcess() {
		NewApiKey made = keys().create("editor", LIMITS);
		ApiKeys later = keys();
		assertThat(later.list()).containsExactly(made.key());
		assertThat(later.authenticate(made.secret().reveal())).contains(made.key());
	}

	@Test
	void fileHoldsTheDigestAndNotTheKey() throws IOException {
		NewApiKey made = keys().create("editor", KeyLimits.NONE);
		assertThat(Files.readString(file())).contains(made.key().id())
			.contains(KeyText.of(made.secret().reveal()).orElseThrow().sha256())
			.contains("2026-03-01T10:00:00.123Z")
			.doesNotContain(made.secret().reveal());
		assertThat(made.toString()).doesNotContain(made.secret().reveal());
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void onlyTheOwnerMayReadTheFile() throws IOException {
		keys().create("editor", KeyLimits.NONE);
		assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
	}

	@Test
	void keysLieBesideTheOtherStateOfTheUser() {
		ApiKeys keys = ApiKeys.of(ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.directory.toString())));
		keys.create("editor", KeyLimits.NONE);
		assertThat(this.directory.resolve("gateway-keys.json")).isRegularFile();
	}

	@Test
	void withoutAFileNoKeyIsRequired() {
		ApiKeys keys = keys();
		assertThat(keys.isRequired()).isFalse();
		assertThat(keys.list()).isEmpty();
		assertThat(keys.caller(null)).contains(Caller.ANONYMOUS);
		assertThat(keys.caller("sk-local")).contains(Caller.ANONYMOUS);
	}

	@Test
	void withAKeyEveryRequestNeedsOne() {
		ApiKeys keys = keys();
		NewApiKey made = keys.create("editor", LIMITS);
		assertThat(keys.caller(null)).isEmpty();
		assertThat(keys.caller("sk-local")).isEmpty();
		assertThat(keys.caller(made.secret().reveal())).contains(new Caller(made.key().id(), "editor", LIMITS));
	}

	@Test
	void wrongKeysAreRefused() {
		ApiKeys keys = keys();
		String right = keys.create("editor", KeyLimits.NONE).secret().reveal();
		String unknownId = KeyText.random(new SecureRandom()).text();
		char last = right.charAt(right.length() - 1);
		assertThat(List.of("", " ", "sk-local", right + " ", " " + right, right + "=", right.substring(1),
				right.substring(0, right.length() - 1) + ((last == 'A') ? 'B' : 'A'), right.toUpperCase(Locale.ROOT),
				unknownId, right.substring(0, right.length() - 1) + 'é', right.replace("shimmy", "ｓｈｉｍｍｙ"),
				"\0".repeat(66), right + right, "x".repeat(10_000_000)))
			.allSatisfy((wrong) -> assertThat(keys.authenticate(wrong)).isEmpty());
	}

	@Test
	void revokedKeyIsRefusedAtOnce() {
		ApiKeys keys = keys();
		NewApiKey first = keys.create("first", KeyLimits.NONE);
		NewApiKey second = keys.create("second", KeyLimits.NONE);
		assertThat(keys.revoke(first.key().id())).isTrue();
		assertThat(keys.revoke(first.key().id())).isFalse();
		assertThat(keys.caller(first.secret().reveal())).isEmpty();
		assertThat(keys.caller(second.secret().reveal())).isPresent();
		assertThat(keys.list()).containsExactly(second.key());
	}

	@Test
	void revokingTheLastKeyOpensLoopbackAgain() {
		ApiKeys keys = keys();
		keys.revoke(keys.create("only", KeyLimits.NONE).key().id());
		assertThat(keys.isRequired()).isFalse();
		assertThat(keys().isRequired()).isFalse();
	}

	@Test
	void keyThatAnotherProcessRevokesIsRefusedWithinASecond() throws Exception {
		ApiKeys keys = keys();
		NewApiKey made = keys.create("editor", KeyLimits.NONE);
		keys.create("other", KeyLimits.NONE);
		assertThat(keys.caller(made.secret().reveal())).isPresent();
		try (JavaProcess other = JavaProcess.start(KeyMaker.class, file(), made.key().id())) {
			assertThat(other.await("revoked")).isEqualTo("true");
		}
		assertThat(keys.caller(made.secret().reveal())).as("before the next check").isPresent();
		letASecondPass();
		assertThat(keys.caller(made.secret().reveal())).isEmpty();
	}

	@Test
	void keysThatSeveralProcessesCreateAtOnceAreAllKept() throws Exception {
		try (JavaProcess one = JavaProcess.start(KeyMaker.class, file(), 20);
				JavaProcess two = JavaProcess.start(KeyMaker.class, file(), 20)) {
			IntStream.range(0, 20).parallel().forEach((count) -> keys().create("own " + count, KeyLimits.NONE));
			one.await("created");
			two.await("created");
		}
		assertThat(keys().list()).hasSize(60);
	}

	@Test
	void removedFileLeavesTheGatewayClosed() throws IOException {
		ApiKeys keys = keys();
		NewApiKey made = keys.create("editor", KeyLimits.NONE);
		assertThat(keys.isRequired()).isTrue();
		byte[] content = Files.readAllBytes(file());
		Files.delete(file());
		letASecondPass();
		assertThat(keys.isRequired()).isTrue();
		assertThat(keys.caller(made.secret().reveal())).isEmpty();
		assertThat(keys.caller(null)).isEmpty();
		letASecondPass();
		assertThat(keys.caller(null)).isEmpty();
		Files.write(file(), content);
		letASecondPass();
		assertThat(keys.caller(made.secret().reveal())).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "{", "[]", "{}", "{\"version\":1}", "{\"version\":1,\"keys\":null}",
			"{\"version\":1,\"keys\":[null]}", "{\"version\":2,\"keys\":[]}", "{\"version\":1,\"keys\":[]} more",
			"{\"version\":1,\"keys\":[{\"id\":\"0123456789ab\",\"label\":\"x\"}]}",
			"""
					{"version":1,"keys":[{"id":"0123456789ab","label":"x","created":"2026-03-01T10:00:00Z","sha256":"12",
					"limits":{"maxConcurrent":0,"requestsPerMinute":0,"models":[]}}]}""",
			"""
					{"version":1,"keys":[{"id":"../etc","label":"x","created":"2026-03-01T10:00:00Z",
					"sha256":"0000000000000000000000000000000000000000000000000000000000000001",
					"limits":{"maxConcurrent":0,"requestsPerMinute":0,"models":[]}}]}""", """
					{"version":1,"keys":[{"id":"0123456789ab","label":"x","created":"2026-03-01T10:00:00Z",
					"sha256":"0000000000000000000000000000000000000000000000000000000000000001",
					"limits":{"maxConcurrent":-1,"requestsPerMinute":0,"models":[]}}]}""" })
	void damagedFileIsAFailureAndNeverAFileWithoutKeys(String content) throws IOException {
		Files.writeString(file(), content);
		ApiKeys keys = keys();
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(keys::isRequired)
			.withMessageContaining("The file of API keys '%s'", file())
			.satisfies((failure) -> assertThat(failure.remedy().toString()).contains("Restore"));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> keys.caller(null));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(keys::list);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> keys.create("x", KeyLimits.NONE));
		assertThat(Files.readString(file())).as("what could still be repaired").isEqualTo(content);
	}

	@Test
	void twoKeysWithOneIdAreDamage() throws IOException {
		keys().create("editor", KeyLimits.NONE);
		String content = Files.readString(file());
		String key = content.substring(content.indexOf('[') + 1, content.lastIndexOf(']'));
		Files.writeString(file(), content.replace(key, key + "," + key));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(keys()::isRequired)
			.withMessageContaining("holds two keys with the id");
	}

	@Test
	void fileThatIsDamagedAndThenRemovedLeavesTheGatewayClosed() throws IOException {
		Files.writeString(file(), "{");
		ApiKeys keys = keys();
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(keys::isRequired);
		Files.delete(file());
		letASecondPass();
		assertThat(keys.caller(null)).isEmpty();
	}

	@Test
	void fileThatIsRepairedIsReadAgain() throws IOException {
		ApiKeys keys = keys();
		NewApiKey made = keys.create("editor", KeyLimits.NONE);
		String content = Files.readString(file());
		Files.writeString(file(), content.substring(0, content.length() / 2));
		letASecondPass();
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> keys.caller(made.secret().reveal()));
		Files.writeString(file(), content);
		letASecondPass();
		assertThat(keys.caller(made.secret().reveal())).isPresent();
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void linkIsRefused() throws IOException {
		Path elsewhere = Files.writeString(this.directory.resolve("elsewhere.json"), "{\"version\":1,\"keys\":[]}");
		Files.createSymbolicLink(file(), elsewhere);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(keys()::isRequired)
			.withMessageContaining("a symbolic link");
	}

	@Test
	void fileThatIsTooLargeIsAFailure() throws IOException {
		Files.writeString(file(), " ".repeat(16 * 1024 * 1024 + 1));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(keys()::isRequired)
			.withMessageContaining("is larger than 16,777,216 bytes");
	}

	@Test
	void numberOfKeysIsBounded() {
		ApiKeys keys = keys();
		KeyFile file = new KeyFile(file(), Pause.SLEEP);
		StoredKey pattern = new StoredKey("000000000000", "x", NOW, "0".repeat(64), KeyLimits.NONE);
		file.change((none) -> IntStream.range(0, 256)
			.mapToObj((number) -> new StoredKey("%012x".formatted(number), pattern.label(), NOW, pattern.sha256(),
					pattern.limits()))
			.toList());
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> keys.create("one more", KeyLimits.NONE))
			.withMessage("256 API keys exist; allowed are 256, so one must be revoked first");
		assertThat(keys.list()).hasSize(256);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "x ", "a\tb", "a\nb", "\u001b[31mred", "\u202eback",
			"0123456789012345678901234567890123456789012345678901234567890123456789" })
	void labelThatIsNotAllowedIsRefused(String label) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> keys().create(label, KeyLimits.NONE))
			.withMessageContaining("The API key's label is")
			.withMessageContaining("allowed is 1 to 64 printable characters");
		assertThat(file()).doesNotExist();
	}

	@Test
	void limitsCheckThemselves() {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> new KeyLimits(-1, 0, List.of()))
			.withMessage(
					"The API key's limit of concurrent requests is '-1'; allowed is a whole number from 0, which sets no "
							+ "limit, to 1000");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> new KeyLimits(0, 1_000_001, List.of()));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> new KeyLimits(0, 0, List.of(" ")))
			.withMessageContaining("The API key's model is ' '");
		assertThat(LIMITS.allows("smollm2")).isTrue();
		assertThat(LIMITS.allows("SMOLLM2")).isFalse();
		assertThat(KeyLimits.NONE.allows("anything")).isTrue();
	}

	@Test
	void keysAreFreshUntilShortlyBeforeTheFileMustBeLookedAt() {
		ApiKeys keys = keys();
		assertThat(keys.isFresh()).isFalse();
		keys.refresh();
		this.nanos.addAndGet(LiveKeys.CHECK_INTERVAL.toNanos() * 4 / 5);
		assertThat(keys.isFresh()).isTrue();
		this.nanos.addAndGet(LiveKeys.CHECK_INTERVAL.toNanos() / 8);
		assertThat(keys.isFresh()).isFalse();
		keys.refresh();
		keys.create("editor", LIMITS);
		assertThat(keys.isFresh()).isFalse();
		keys.refresh();
		assertThat(keys.isRequired()).isTrue();
	}

	private ApiKeys keys() {
		return new ApiKeys(file(), Clock.fixed(NOW, ZoneOffset.UTC), this.nanos::get, Pause.SLEEP, null);
	}

	private Path file() {
		return this.directory.resolve("gateway-keys.json");
	}

	private void letASecondPass() {
		this.nanos.addAndGet(LiveKeys.CHECK_INTERVAL.toNanos());
	}

}
