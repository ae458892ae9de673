package io.github.shimmy4j.accelerator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import io.github.shimmy4j.process.ProcessLauncher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link EvidenceSearch} with real processes in the place of the tools. */
class EvidenceSearchTests {

	private static final Platform LINUX = new Platform("Linux", "amd64");

	private static final MachineFacts FACTS = new MachineFacts("a CPU", 1, 1, 1, List.of(), null);

	/** A script starts in milliseconds, on a busy machine in hundreds of them. */
	private static final Duration AMPLE = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	@Test
	void searchAsksEachToolOfThePlatformAndKeepsWhatItSays() throws IOException {
		install("nvidia-smi", "echo \"$1\"; echo oops >&2; exit 9");
		install("vulkaninfo", "echo \"$@\"");
		AcceleratorEvidence evidence = search(Map.of("CUDA_VISIBLE_DEVICES", "1"), AMPLE);
		assertThat(evidence.answer(GpuTool.NVIDIA_SMI))
			.isEqualTo(new ToolResult.Printed(9, List.of("--query-gpu=name,driver_version,memory.total", "oops")));
		assertThat(evidence.answer(GpuTool.VULKANINFO)).isEqualTo(new ToolResult.Printed(0, List.of("--summary")));
		assertThat(evidence.answer(GpuTool.CLINFO)).isEqualTo(new ToolResult.Missing());
		assertThat(evidence.answers()).doesNotContainKey(GpuTool.SYSTEM_PROFILER);
		assertThat(evidence.cuda().value()).isEqualTo("1");
		assertThat(evidence.machine()).isEqualTo(FACTS);
	}

	@Test
	void searchHandsToolsTheAllowedEnvironmentOnly() throws IOException {
		install("clinfo", "/usr/bin/env");
		AcceleratorEvidence evidence = search(
				Map.of("SECRET_TOKEN", "hunter2", "OCL_ICD_VENDORS", "/vendors", "HTTPS_PROXY", "http://proxy"), AMPLE);
		assertThat(evidence.answer(GpuTool.CLINFO).lines()).contains("OCL_ICD_VENDORS=/vendors")
			.noneMatch((line) -> line.startsWith("SECRET_TOKEN") || line.startsWith("HTTPS_PROXY"));
	}

	@Test
	void searchWhenEveryToolHangsEndsThemAllAtTheLimit() throws IOException {
		Duration limit = Duration.ofMillis(300);
		for (GpuTool tool : GpuTool.of(LINUX)) {
			install(tool.program(), "echo $$ > '%s'; exec sleep 600".formatted(pidFile(tool)));
		}
		long begin = System.nanoTime();
		AcceleratorEvidence evidence = search(Map.of(), limit);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(limit, AMPLE);
		assertThat(evidence.answers().values()).containsOnly(new ToolResult.Failed("did not end within 300 ms"));
		assertThat(Recommendation.of(evidence).evidence()).contains("nvidia-smi did not end within 300 ms");
		for (GpuTool tool : GpuTool.of(LINUX)) {
			if (Files.exists(pidFile(tool))) {
				assertEnded(Long.parseLong(Files.readString(pidFile(tool)).strip()));
			}
		}
	}

	private static void assertEnded(long pid) {
		assertThat(ProcessHandle.of(pid).map(ProcessHandle::onExit))
			.satisfies((end) -> end.ifPresent((process) -> assertThat(process).succeedsWithin(AMPLE)));
	}

	private Path pidFile(GpuTool tool) {
		return this.directory.resolve(tool.program() + ".pid");
	}

	@Test
	void searchWhenAToolIsNoProgramSaysSo() throws IOException {
		Path file = install("rocminfo", "");
		Files.writeString(file, "#!/nowhere/interpreter\n");
		assertThat(search(Map.of(), AMPLE).answer(GpuTool.ROCMINFO)).isInstanceOfSatisfying(ToolResult.Printed.class,
				(printed) -> assertThat(printed.status()).isNotZero());
	}

	@Test
	void searchWhenTheHardwareCannotBeLookedAtGoesOn() {
		Supplier<MachineFacts> failing = () -> {
			throw new UnsatisfiedLinkError("no jnidispatch in java.library.path");
		};
		assertThat(search(failing, AMPLE).machine().problem()).contains("no jnidispatch");
		Supplier<MachineFacts> unknown = () -> {
			throw new UnsupportedOperationException("Operating system not supported");
		};
		assertThat(search(unknown, AMPLE).machine().problem()).contains("not supported");
	}

	@Test
	void searchWhenLookingAtTheHardwareHangsGoesOnAtTheLimit() {
		CountDownLatch never = new CountDownLatch(1);
		Supplier<MachineFacts> hanging = () -> {
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return FACTS;
		};
		assertThat(search(hanging, Duration.ofMillis(100)).machine().problem()).contains("more than 100 ms");
		never.countDown();
	}

	@Test
	void renderNodesAreTheOnesThatCompute() throws IOException {
		assertThat(EvidenceSearch.renderNodes(this.directory.resolve("missing"))).isEmpty();
		for (String name : List.of("card0", "renderD129", "renderD128", "by-path")) {
			Files.createFile(this.directory.resolve(name));
		}
		assertThat(EvidenceSearch.renderNodes(this.directory)).containsExactly(
				this.directory.resolve("renderD128").toString(), this.directory.resolve("renderD129").toString());
	}

	private AcceleratorEvidence search(Map<String, String> environment, Duration limit) {
		Map<String, String> all = new HashMap<>(environment);
		all.put("PATH", this.directory.resolve("bin") + File.pathSeparator + "/usr/bin");
		return new EvidenceSearch(LINUX, all, ProcessLauncher.system(), () -> FACTS, limit).search();
	}

	private static AcceleratorEvidence search(Supplier<MachineFacts> hardware, Duration limit) {
		return new EvidenceSearch(new Platform("SunOS", "sparcv9"), Map.of(), ProcessLauncher.system(), hardware, limit)
			.search();
	}

	private Path install(String name, String body) throws IOException {
		Path file = Files.createDirectories(this.directory.resolve("bin")).resolve(name);
		Files.writeString(file, "#!/bin/sh\n" + body + "\n");
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
	}

}
