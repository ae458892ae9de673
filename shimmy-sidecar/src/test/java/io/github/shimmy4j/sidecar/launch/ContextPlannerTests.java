package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.fake.GgufBytes;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.process.MachineMemory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which context a server is told to have. */
class ContextPlannerTests {

	private static final long GIGABYTE = 1L << 30;

	private static final int TRAINED = 32_768;

	@TempDir
	private Path directory;

	private GgufHeader header;

	/** Six of its eight layers keep only the last 1,000 tokens. */
	@BeforeEach
	void setUp() throws IOException {
		this.header = GgufHeader.read(Files.write(this.directory.resolve("m.gguf"),
				new GgufBytes().text("general.architecture", "cohere2")
					.uint32("cohere2.context_length", TRAINED)
					.uint32("cohere2.block_count", 8)
					.uint32("cohere2.embedding_length", 1024)
					.uint32("cohere2.attention.head_count", 8)
					.uint32("cohere2.attention.head_count_kv", 8)
					.uint32("cohere2.attention.sliding_window", 1000)
					.build()));
		assertThat(this.header.kvCache().windowedBytesPerToken()).isPositive();
	}

	@Test
	void engineIsToldWhatTheModelWasTrainedForAndTwoSlotsIfMemoryHoldsThem() {
		ContextSize size = planner(null, 16 * GIGABYTE).choose(ServerCapabilities.EMBEDDED, this.header, 0)
			.orElseThrow();
		assertThat(size.tokens()).isEqualTo(TRAINED);
		assertThat(size.slots()).isEqualTo(2);
	}

	/** The engine's llama.cpp keeps every token in every layer. */
	@Test
	void windowsSaveMemoryOnLlamaServerAlone() {
		LaunchPlan.ContextPlanner planner = planner(null, GIGABYTE);
		ContextSize server = planner.choose(ServerCapabilities.LLAMA_SERVER, this.header, 0).orElseThrow();
		ContextSize engine = planner.choose(ServerCapabilities.EMBEDDED, this.header, 0).orElseThrow();
		assertThat(server.facts().cache()).isEqualTo(this.header.kvCache());
		assertThat(engine.facts().cache()).isEqualTo(this.header.kvCache().withoutWindows());
		assertThat(server.tokens()).isEqualTo(TRAINED);
		assertThat(engine.tokens()).isBetween(ContextSize.USUAL, TRAINED / 2);
		assertThat(engine.cacheBytes()).isLessThanOrEqualTo(GIGABYTE / 2);
		assertThat(engine.slots()).isEqualTo(1);
	}

	@Test
	void requestedContextIsTakenEvenIfMemoryDoesNotSuffice() {
		ContextSize size = planner(100_000, GIGABYTE).choose(ServerCapabilities.EMBEDDED, this.header, 0).orElseThrow();
		assertThat(size.tokens()).isEqualTo(100_000);
		assertThat(size.exceedsMemory()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "--ctx", "--ctx=2048" })
	void contextInTheUsersOwnArgumentsWins(String argument) {
		LaunchPlan.ContextPlanner own = new LaunchPlan.ContextPlanner(null, 0, List.of(argument), memory(GIGABYTE));
		assertThat(own.choose(ServerCapabilities.EMBEDDED, this.header, 0)).isEmpty();
		assertThat(own.choose(ServerCapabilities.LLAMA_SERVER, this.header, 0)).isPresent();
	}

	@Test
	void serverWithAFixedContextIsToldNone() {
		assertThat(planner(null, GIGABYTE).choose(ServerCapabilities.SHIMMY_1, this.header, 0)).isEmpty();
	}

	private static LaunchPlan.ContextPlanner planner(Integer requested, long bytes) {
		return new LaunchPlan.ContextPlanner((requested != null) ? ContextRequest.exactly(requested) : null, 0,
				List.of(), memory(bytes));
	}

	private static Supplier<MachineMemory.State> memory(long bytes) {
		return () -> new MachineMemory.State(bytes, 2 * bytes, false);
	}

}
