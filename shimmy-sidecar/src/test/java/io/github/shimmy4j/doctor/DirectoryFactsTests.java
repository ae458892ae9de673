package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Real directories. */
class DirectoryFactsTests {

	@TempDir
	private Path directory;

	@Test
	void directoriesThatCanBeCreatedAreGoodAndStayMissing() throws IOException {
		ShimmyHome home = home(this.directory.resolve("deep/below"));
		Finding finding = DirectoryFacts.gather(home, true, true).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.OK);
		assertThat(finding.message()).contains("models '" + home.models(), "binaries '", "sidecars '",
				"run '" + home.run());
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void directoriesAsOursAreCreatedAreGood() throws IOException {
		ShimmyHome home = home(this.directory);
		OwnerOnly.createDirectory(home.run());
		OwnerOnly.createDirectory(home.sidecars());
		assertThat(DirectoryFacts.gather(home, true, true).finding().status()).isEqualTo(Finding.Status.OK);
	}

	@Test
	void fileInThePlaceOfADirectoryFailsWhereItIsWrittenTo() throws IOException {
		ShimmyHome home = home(this.directory);
		Files.writeString(home.models(), "no directory");
		Finding finding = DirectoryFacts.gather(home, true, false).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(finding.message())
			.isEqualTo("models: '%s' cannot be used: it is not a directory".formatted(home.models()));
		assertThat(finding.remedy().toString()).contains("the models directory");
		assertThat(DirectoryFacts.gather(home, false, false).finding().status()).isEqualTo(Finding.Status.OK);
	}

	@Test
	void parentThatIsAFileFailsAndIsNamed() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "no directory");
		Finding finding = DirectoryFacts.gather(home(file), false, false).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(finding.message())
			.contains("run: '%s' cannot be used: '%s' is not a directory".formatted(file.resolve("run"), file));
		assertThat(finding.remedy().toString()).contains("SHIMMY4J_HOME");
	}

	@Test
	void recordsThatCannotBeWrittenAreAWarningSinceLaunchesGoOn() throws IOException {
		ShimmyHome home = home(this.directory);
		Files.writeString(home.sidecars(), "no directory");
		Finding finding = DirectoryFacts.gather(home, true, true).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).startsWith("sidecars: ");
	}

	@Test
	void directoryThatOthersMayReadOrWriteIsAWarning() throws IOException {
		ShimmyHome home = home(this.directory);
		create(home.run(), "rwxr-xr-x");
		Finding finding = DirectoryFacts.gather(home, true, true).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).isEqualTo("run: '%s' is open to other users (rwxr-xr-x)".formatted(home.run()));
		assertThat(finding.remedy().toString()).isEqualTo("Type chmod go-rwx '%s'.".formatted(home.run()));
	}

	@Test
	void modelsMayBeReadByOthersButNotWritten() throws IOException {
		ShimmyHome home = home(this.directory);
		create(home.models(), "rwxr-xr-x");
		assertThat(DirectoryFacts.gather(home, true, true).finding().status()).isEqualTo(Finding.Status.OK);
		Files.setPosixFilePermissions(home.models(), PosixFilePermissions.fromString("rwxrwxr-x"));
		assertThat(DirectoryFacts.gather(home, true, true).finding().remedy().toString())
			.isEqualTo("Type chmod go-w '%s'.".formatted(home.models()));
	}

	/** Root may write everywhere, so this one is written by hand. */
	@Test
	void directoryThatIsNotWritableFailsWhereItIsWrittenTo() {
		DirectoryFacts.State state = new DirectoryFacts.State("run", this.directory,
				"cannot be written to by this user", Set.of(), true, true);
		assertThat(state.preventsStart()).isTrue();
		assertThat(state.remedy().toString()).startsWith("Let this user write to '" + this.directory);
	}

	private static ShimmyHome home(Path directory) {
		return ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, directory.toString()));
	}

	private static void create(Path directory, String permissions) throws IOException {
		Files.createDirectories(directory);
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
	}

}
