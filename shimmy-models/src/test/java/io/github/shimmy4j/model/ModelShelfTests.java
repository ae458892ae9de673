package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelRegistry.Verification;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.transfer.DiskSpace;
import io.github.shimmy4j.transfer.TinyModel;
import io.github.shimmy4j.transfer.VerifiedFiles;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.shimmy4j.model.ModelReference.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Import, removal, verification and pruning of local files. */
class ModelShelfTests {

	private static final DownloadHandler WRITES = (model, destination, progress) -> Files.write(destination,
			TinyModel.content());

	@TempDir
	private Path temporary;

	private Path models;

	private ModelRegistry registry;

	@BeforeEach
	void setUp() {
		this.models = this.temporary.resolve("models");
		this.registry = new ModelDirectory(this.models, TinyCatalog.of(TinyModel.HUB));
	}

	@Test
	void importedFileIsFoundByItsName() throws IOException {
		Path file = TestModel.write(this.temporary.resolve("a.gguf"), "llama", "F32");
		ModelFile copy = this.registry.importFile(file, "mine");
		assertThat(copy.path()).isEqualTo(this.models.resolve("mine.gguf")).hasSameBinaryContentAs(file);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.path()))).isEqualTo("rw-------");
		assertThat(this.registry.locate(parse("mine"))).isEqualTo(new ModelLocation.Present(copy));
		assertThat(this.models.toFile().list()).containsExactlyInAnyOrder("mine.gguf", "mine.gguf.lock");
		assertFails(() -> this.registry.importFile(file, "mine"), ShimmyErrorCode.INVALID_CONFIGURATION,
				"mine.gguf' already exists");
	}

	@Test
	void fileThatIsNoModelIsNotImported() throws IOException {
		Path text = Files.writeString(this.temporary.resolve("text.gguf"), "hello");
		assertFails(() -> this.registry.importFile(text, "mine"), ShimmyErrorCode.NOT_A_MODEL, "but text");
		Path file = TestModel.write(this.temporary.resolve("a.gguf"), "llama", "F32");
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.importFile(file, "../mine"));
		assertThat(this.models).doesNotExist();
	}

	@Test
	void importUnderANameOfTheCatalogIsRefused() {
		Path file = TestModel.write(this.temporary.resolve("a.gguf"), "llama", "F32");
		ModelRegistry other = new ModelDirectory(this.models,
				TinyCatalog.of(TinyCatalog.variant("Tiny-Q4_1.gguf", Set.of("Q4_1"), TinyModel.HUB)));
		assertFails(() -> other.importFile(file, "tiny"), ShimmyErrorCode.INVALID_CONFIGURATION,
				"Model 'tiny' cannot be imported: the catalog has a model of that name");
		// On a file system that ignores case it would be the same file.
		assertFails(() -> other.importFile(file, "tiny-q4_1"), ShimmyErrorCode.INVALID_CONFIGURATION,
				"Model 'tiny-q4_1' cannot be imported: 'Tiny-Q4_1.gguf' is a file of the catalog's model 'tiny'");
		assertThat(this.models).doesNotExist();
	}

	@Test
	void importsOfOneNameTakeTurns() throws IOException {
		Path file = TestModel.write(this.temporary.resolve("a.gguf"), "llama", "F32");
		Path half = Files.write(Files.createDirectories(this.models).resolve("mine.gguf.partial"), new byte[10]);
		try (InterProcessLock held = InterProcessLock.tryAcquire(this.models.resolve("mine.gguf.lock")).orElseThrow()) {
			assertFails(() -> this.registry.importFile(file, "mine"), ShimmyErrorCode.MODEL_IN_USE,
					"Model 'mine' cannot be imported: another thread or process is using");
			assertThat(half).hasSize(10);
		}
		assertThat(this.registry.importFile(file, "mine").path()).hasSameBinaryContentAs(file);
		assertThat(half).doesNotExist();
	}

	@Test
	void fileThatAppearsDuringAnImportIsLeftAlone() {
		Path file = TestModel.write(this.temporary.resolve("a.gguf"), "llama", "F32");
		Path target = this.models.resolve("mine.gguf");
		ModelShelf shelf = shelf((directory) -> {
			Files.writeString(target, "of somebody else");
			return Long.MAX_VALUE;
		});
		assertFails(() -> shelf.add(file, "mine"), ShimmyErrorCode.INVALID_CONFIGURATION, "mine.gguf' already exists");
		assertThat(target).hasContent("of somebody else");
		assertThat(this.models.toFile().list()).containsExactlyInAnyOrder("mine.gguf", "mine.gguf.lock");
	}

	@Test
	void modelThatDoesNotFitOnTheDiskIsNotImported() throws IOException {
		Path file = TestModel.write(this.temporary.resolve("a.gguf"), "llama", "F32");
		ModelShelf shelf = shelf((directory) -> 100);
		assertFails(() -> shelf.add(file, "mine"), ShimmyErrorCode.DISK_FULL,
				"The disk of directory '%s' has 100 bytes free, %,d are needed".formatted(this.models,
						Files.size(file)));
		assertThat(this.models.toFile().list()).containsExactly("mine.gguf.lock");
	}

	private ModelShelf shelf(DiskSpace space) {
		return new ModelShelf(this.models, TinyCatalog.of(TinyModel.HUB), new VerifiedFiles(), space);
	}

	@Test
	void removedModelLeavesNothingButItsLocks() {
		this.registry.ensureDefault(parse("tiny"), WRITES);
		this.registry.remove(parse("tiny"));
		assertThat(this.models.toFile().list()).containsExactlyInAnyOrder("tiny.gguf.lock", ".in-use");
		assertFails(() -> this.registry.remove(parse("tiny")), ShimmyErrorCode.MODEL_NOT_FOUND,
				"Model 'tiny' is not in");
	}

	@Test
	void modelThatAServerServesIsNotRemoved() {
		ModelFile file = this.registry.ensureDefault(parse("tiny"), WRITES);
		try (ModelFile.Use use = ModelFile.Use.hold(this.models, file.path())) {
			assertFails(() -> this.registry.remove(parse("tiny")), ShimmyErrorCode.MODEL_IN_USE,
					"Model 'tiny' is not removed: a server of this user serves it");
			assertThat(file.path()).exists();
		}
		this.registry.remove(parse("tiny"));
		assertThat(file.path()).doesNotExist();
	}

	@Test
	void modelThatIsBeingFetchedIsNotRemoved() throws IOException {
		ModelFile file = this.registry.ensureDefault(parse("tiny"), WRITES);
		damage(file.path());
		Path fetched = this.registry.ensureDefault(parse("tiny"), (model, destination, progress) -> {
			Files.write(destination, TinyModel.content());
			assertFails(() -> this.registry.remove(parse("tiny")), ShimmyErrorCode.MODEL_IN_USE,
					"Model 'tiny' is not removed: another thread or process is using '" + file.path());
			assertThat(destination).exists();
		}).path();
		assertThat(fetched).hasBinaryContent(TinyModel.content());
	}

	@Test
	void noPartIsRemovedOfAModelOfWhichOneIsBeingFetched() throws IOException {
		Path first = TestModel.write(this.models.resolve("big-00001-of-00002.gguf"), "llama", "F32");
		Path second = TestModel.write(this.models.resolve("big-00002-of-00002.gguf"), "llama", "F32");
		Path lock = this.models.resolve("big-00002-of-00002.gguf.lock");
		try (InterProcessLock held = InterProcessLock.tryAcquire(lock).orElseThrow()) {
			assertFails(() -> this.registry.remove(parse("big-00001-of-00002")), ShimmyErrorCode.MODEL_IN_USE,
					"another thread or process is using");
			assertThat(first).exists();
		}
		this.registry.remove(parse("big-00001-of-00002"));
		assertThat(List.of(first, second)).noneMatch(Files::exists);
	}

	@Test
	void whatIsNoModelIsRemovedAllTheSame() throws IOException {
		Path page = Files.writeString(Files.createDirectories(this.models).resolve("page.gguf"), "<html>");
		Path empty = Files.createFile(this.models.resolve("empty.gguf"));
		Path part = TestModel.write(this.models.resolve("big-00001-of-00002.gguf"), "llama", "F32");
		for (String each : List.of("page", "empty", "big-00001-of-00002")) {
			assertThat(catchThrowable(() -> this.registry.locate(parse(each)))).isInstanceOf(ShimmyException.class);
			this.registry.remove(parse(each));
		}
		assertThat(List.of(page, empty, part)).noneMatch(Files::exists);
		Path folder = Files.createDirectories(this.models.resolve("folder.gguf"));
		assertFails(() -> this.registry.remove(parse("folder")), ShimmyErrorCode.NOT_A_MODEL, "is a directory");
		assertThat(folder).exists();
		assertFails(() -> this.registry.verify(parse("folder")), ShimmyErrorCode.NOT_A_MODEL, "is a directory");
		Path text = Files.writeString(this.models.resolve("text.gguf"), "hello");
		assertFails(() -> this.registry.verify(parse("text")), ShimmyErrorCode.NOT_A_MODEL, "but text");
		assertThat(text).exists();
	}

	@Test
	void fileOutsideTheDirectoryIsNotRemoved() {
		Path file = TestModel.write(this.temporary.resolve("a.gguf"), "llama", "F32");
		assertFails(() -> this.registry.remove(parse(file.toString())), ShimmyErrorCode.INVALID_CONFIGURATION,
				"lies outside of");
		assertThat(file).exists();
	}

	@Test
	void wholeModelIsReadOnDemand() throws IOException {
		ModelFile file = this.registry.ensureDefault(parse("tiny"), WRITES);
		assertThat(this.registry.verify(parse("tiny")).outcome()).isEqualTo(Verification.Outcome.VERIFIED);
		FileTime modified = Files.getLastModifiedTime(file.path());
		damage(file.path());
		Files.setLastModifiedTime(file.path(), modified);
		// Unlike a start, verify reads the file.
		assertThat(this.registry.locate(parse("tiny"), ServerCapabilities.OPENAI))
			.isInstanceOf(ModelLocation.Present.class);
		Verification damaged = this.registry.verify(parse("tiny"));
		assertThat(damaged.outcome()).isEqualTo(Verification.Outcome.DAMAGED);
		assertThat(damaged.detail()).contains("has the SHA-256").contains("not " + TinyModel.sha256());
	}

	@Test
	void modelThatWasFoundDamagedIsNotUsedAndFetchedAnew() throws IOException {
		ModelRegistry other = new ModelDirectory(this.models, TinyCatalog.of(TinyModel.HUB));
		ModelFile file = this.registry.ensureDefault(parse("tiny"), WRITES);
		assertThat(other.locate(parse("tiny"), ServerCapabilities.OPENAI)).isInstanceOf(ModelLocation.Present.class);
		FileTime modified = Files.getLastModifiedTime(file.path());
		damage(file.path());
		Files.setLastModifiedTime(file.path(), modified);
		assertThat(this.registry.verify(parse("tiny")).outcome()).isEqualTo(Verification.Outcome.DAMAGED);
		assertThat(this.registry.locate(parse("tiny"), ServerCapabilities.OPENAI))
			.isInstanceOf(ModelLocation.NeedsTransfer.class);
		assertThat(other.locate(parse("tiny"), ServerCapabilities.OPENAI))
			.isInstanceOf(ModelLocation.NeedsTransfer.class);
		// The second time too.
		assertThat(this.registry.verify(parse(file.path().toString())).outcome())
			.isEqualTo(Verification.Outcome.DAMAGED);
		assertThat(this.registry.verify(parse("tiny")).outcome()).isEqualTo(Verification.Outcome.DAMAGED);
		assertThat(this.registry.ensureDefault(parse("tiny"), WRITES).path()).hasBinaryContent(TinyModel.content());
		assertThat(this.registry.verify(parse("tiny")).outcome()).isEqualTo(Verification.Outcome.VERIFIED);
	}

	@Test
	void fileThatWasTouchedIsReadAtTheNextStartAndFetchedAgainIfDamaged() throws IOException {
		ModelFile file = this.registry.ensureDefault(parse("tiny"), WRITES);
		Files.setLastModifiedTime(file.path(), FileTime.fromMillis(1_000_000));
		ModelRegistry next = new ModelDirectory(this.models, TinyCatalog.of(TinyModel.HUB));
		assertThat(next.locate(parse("tiny"), ServerCapabilities.OPENAI)).isInstanceOf(ModelLocation.Present.class);
		damage(file.path());
		ModelRegistry later = new ModelDirectory(this.models, TinyCatalog.of(TinyModel.HUB));
		assertThat(later.locate(parse("tiny"), ServerCapabilities.OPENAI))
			.isInstanceOf(ModelLocation.NeedsTransfer.class);
		assertThat(later.verify(parse("tiny")).outcome()).isEqualTo(Verification.Outcome.DAMAGED);
		assertThat(later.ensureDefault(parse("tiny"), WRITES).path()).hasBinaryContent(TinyModel.content());
	}

	@Test
	void modelWithoutAKnownDigestIsNotVerified() {
		TestModel.write(this.models.resolve("mine.gguf"), "llama", "F32");
		assertThat(this.registry.verify(parse("mine")).outcome()).isEqualTo(Verification.Outcome.UNKNOWN);
	}

	@Test
	void whatTransfersLeftIsRemovedUnlessSomebodyIsAtIt() throws IOException {
		Path folder = Files.createDirectories(this.models.resolve("hf/owner/x"));
		Files.write(folder.resolve("old.gguf.partial"), new byte[1000]);
		Files.writeString(folder.resolve("old.gguf.partial.json"), "{}");
		Files.createDirectories(this.models.resolve("p.gguf.partial.wheels/0"));
		Files.write(this.models.resolve("p.gguf.partial.wheels/0/x.whl"), new byte[50]);
		Files.write(this.models.resolve("busy.gguf.partial"), new byte[10]);
		Path kept = Files.write(this.models.resolve("mine.gguf"), TinyModel.content());
		try (InterProcessLock held = InterProcessLock.tryAcquire(this.models.resolve("busy.gguf.lock")).orElseThrow()) {
			assertThat(this.registry.prune()).isEqualTo(1050);
			assertThat(this.models.resolve("busy.gguf.partial")).exists();
		}
		assertThat(folder.toFile().list()).containsExactly("old.gguf.lock");
		assertThat(this.models.resolve("p.gguf.partial.wheels")).doesNotExist();
		assertThat(kept).exists();
		assertThat(this.registry.prune()).isEqualTo(10);
	}

	@Test
	void draftOfAKilledProcessIsRemovedOnceItIsOld() throws IOException {
		Path old = Files.write(Files.createDirectories(this.models.resolve("licenses")).resolve("x@1.json.42.draft"),
				new byte[10]);
		Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		Path young = Files.write(this.models.resolve("tiny.gguf.verified.43.draft"), new byte[10]);
		assertThat(this.registry.prune()).isEqualTo(10);
		assertThat(old).doesNotExist();
		assertThat(young).exists();
	}

	private static void damage(Path file) throws IOException {
		byte[] content = Files.readAllBytes(file);
		content[200_000]++;
		Files.write(file, content);
	}

	private static void assertFails(ThrowingCallable call, ShimmyErrorCode code, String message) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, call);
		assertThat(failure).isNotNull().hasMessageContaining(message);
		assertThat(failure.code()).isEqualTo(code);
	}

}
