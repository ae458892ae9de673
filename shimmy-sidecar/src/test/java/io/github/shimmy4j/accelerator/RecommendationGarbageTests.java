package io.github.shimmy4j.accelerator;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tools that are cut off or print nonsense must not make a start fail. */
class RecommendationGarbageTests {

	private static final int ROUNDS = 100;

	@ParameterizedTest
	@EnumSource
	void ofCutOutputIsAReport(Recorded recorded) {
		Random random = new Random(recorded.ordinal());
		String text = recorded.text();
		for (int round = 0; round < ROUNDS; round++) {
			int from = random.nextInt(text.length());
			assertReported(recorded, text.substring(from, from + random.nextInt(text.length() - from + 1)), round);
		}
	}

	@ParameterizedTest
	@EnumSource
	void ofMutatedOutputIsAReport(Recorded recorded) {
		Random random = new Random(recorded.ordinal());
		for (int round = 0; round < ROUNDS; round++) {
			StringBuilder text = new StringBuilder(recorded.text());
			for (int change = random.nextInt(40); change >= 0; change--) {
				text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x250));
			}
			assertReported(recorded, text.toString(), round);
		}
	}

	@ParameterizedTest
	@EnumSource
	void ofAnothersOutputIsAReport(GpuTool tool) {
		for (Recorded recorded : Recorded.values()) {
			assertThat(report(tool, recorded.text())).isNotEmpty();
		}
		assertThat(report(tool, "[".repeat(100_000))).isNotEmpty();
		assertThat(report(tool, "null")).isNotEmpty();
		assertThat(report(tool, "{\"SPDisplaysDataType\":{\"a\":[null,1]}}")).isNotEmpty();
		assertThat(report(tool, " ".repeat(50_000) + "x")).isNotEmpty();
	}

	private static void assertReported(Recorded recorded, String text, int round) {
		assertThat(report(recorded.tool(), text)).as("round %d", round).hasSize(4);
	}

	/** The recommendation for each platform. */
	private static List<GpuMode> report(GpuTool tool, String text) {
		ToolResult answer = new ToolResult.Printed(0, text.lines().toList());
		return Stream
			.of(SampleEvidence.linux(), SampleEvidence.windows(), SampleEvidence.appleSilicon(),
					SampleEvidence.intelMac())
			.map((evidence) -> evidence.answer(tool, answer).report().recommended())
			.toList();
	}

}
