package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.process.MachineMemory;
import io.github.shimmy4j.text.Bytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Room on the disk and in memory. */
class RoomTests {

	private static final long MIB = Bytes.MEBIBYTE;

	private static final long GIB = 1024 * MIB;

	@TempDir
	private Path directory;

	@Test
	void diskWithRoomForTheModelIsGood() {
		assertThat(new DiskFacts(Path.of("/m"), 20 * GIB, 94 * MIB).finding())
			.isEqualTo(Finding.ok("disk", "The disk of '/m' has 20.0 GiB free, 94 MiB are needed"));
	}

	@Test
	void diskWithoutRoomForTheModelFails() {
		Finding finding = new DiskFacts(Path.of("/m"), 93 * MIB, 94 * MIB).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(finding.remedy().toString()).contains("the models directory");
	}

	@Test
	void diskThatIsNearlyFullIsAWarningAlsoWhereTheModelIsHere() {
		assertThat(new DiskFacts(Path.of("/m"), 99 * MIB, 0).finding().status()).isEqualTo(Finding.Status.WARN);
		assertThat(new DiskFacts(Path.of("/m"), 150 * MIB, 94 * MIB).finding().status()).isEqualTo(Finding.Status.WARN);
	}

	@Test
	void diskOfADirectoryThatIsMissingIsThatOfItsParent() throws IOException {
		DiskFacts facts = DiskFacts.gather(this.directory.resolve("a/b"), 7);
		assertThat(facts.usableBytes()).isPositive();
		assertThat(facts.neededBytes()).isEqualTo(7);
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void memoryForModelAndContextIsGood() {
		Finding finding = memory(new MachineMemory.State(2 * GIB, 4 * GIB, false), 94 * MIB).finding();
		assertThat(finding).isEqualTo(Finding.ok("memory",
				"This machine has 2.0 GiB of 4.0 GiB of memory left; model and context take about 606 MiB"));
	}

	@Test
	void memoryThatOthersUseIsAWarning() {
		Finding finding = memory(new MachineMemory.State(600 * MIB, 4 * GIB, false), 94 * MIB).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.remedy().toString()).contains("End other programs", "set the model");
	}

	@Test
	void modelThatIsLargerThanTheMemoryFails() {
		Finding machine = memory(new MachineMemory.State(3 * GIB, 4 * GIB, false), 5 * GIB).finding();
		assertThat(machine.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(machine.remedy().toString()).contains("Set the model").doesNotContain("container");
		Finding group = memory(new MachineMemory.State(3 * GIB, 4 * GIB, true), 5 * GIB).finding();
		assertThat(group.message()).startsWith("This container or control group has 3.0 GiB of 4.0 GiB");
		assertThat(group.remedy().toString()).contains("limit of the container");
	}

	@Test
	void memoryIsNotJudgedWithoutASizeOrBesideTheServerThatHasItsShare() {
		MachineMemory.State little = new MachineMemory.State(MIB, GIB, false);
		assertThat(memory(little, 0).finding().status()).isEqualTo(Finding.Status.OK);
		assertThat(new MemoryFacts(little, 94 * MIB, true).finding().message()).endsWith("beside the server that runs");
	}

	private static MemoryFacts memory(MachineMemory.State memory, long modelBytes) {
		return new MemoryFacts(memory, modelBytes, false);
	}

}
