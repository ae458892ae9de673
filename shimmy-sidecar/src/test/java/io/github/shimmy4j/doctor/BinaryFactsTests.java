package io.github.shimmy4j.doctor;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class BinaryFactsTests {

	private static final ShimmyBinary SHIMMY = new ShimmyBinary(Path.of("/bin/shimmy"),
			ServerVersion.fromOutput("shimmy 1.7.4").orElseThrow(), ServerCapabilities.SHIMMY_1);

	@Test
	void programThatWouldRunIsNamed() {
		Finding finding = new BinaryFacts(new LocatedBinary(SHIMMY, List.of()), null, null).finding();
		assertThat(finding).isEqualTo(Finding.ok("binary", "shimmy 1.x (llama.cpp) 1.7.4 would run: '/bin/shimmy'"));
	}

	@Test
	void embeddedEngineIsToldBesideWhatIsFaster() {
		ShimmyBinary engine = new ShimmyBinary(Path.of("/bin/engine"), new ServerVersion(0, 1, 0),
				ServerCapabilities.EMBEDDED);
		Finding finding = new BinaryFacts(new LocatedBinary(engine, List.of()), null, null).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.OK);
		assertThat(finding.message()).startsWith("embedded engine (llama.cpp) 0.1.0 would run: '/bin/engine'. ")
			.contains("llama-server would read prompts", "put one on PATH");
	}

	@Test
	void whatWasPassedOverIsAWarning() {
		Finding finding = new BinaryFacts(new LocatedBinary(SHIMMY, List.of("'/a' is broken", "'/b' needs a GPU")),
				null, null)
			.finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).endsWith("passed over: '/a' is broken; '/b' needs a GPU");
		assertThat(finding.remedy().toString()).contains("PATH", "the path of the binary");
	}

	@ParameterizedTest
	@CsvSource({ "BINARY_NOT_FOUND, shimmy-embedded-engine", "BINARY_NOT_EXECUTABLE, chmod",
			"BINARY_INCOMPATIBLE, --version", "UNSUPPORTED_MODEL, Set the model", "INTERNAL, defect of shimmy4j" })
	void reasonForWhichNoneCanRunHasItsRemedy(ShimmyErrorCode code, String remedy) {
		Finding finding = new BinaryFacts(null, new ShimmyException(code, "There is no file '/x'"), null).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(finding.message()).isEqualTo("There is no file '/x'");
		assertThat(finding.remedy().toString()).contains(remedy);
	}

	@ParameterizedTest
	@EnumSource(ShimmyErrorCode.class)
	void everyReasonHasARemedyOfOneSentence(ShimmyErrorCode code) {
		assertThat(new BinaryFacts(null, new ShimmyException(code, "It is so"), null).finding().remedy().toString())
			.endsWith(".");
		assertThat(new ModelFacts(ModelReference.parse("m"), null, null, 0, null, new ShimmyException(code, "It is so"))
			.finding()
			.remedy()
			.toString()).endsWith(".");
	}

}
