package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares with the output of this machine's own tools; the tests run on Linux. */
class HostPlatformTests {

	@Test
	void nameOfTheMachineIsThatOfUname() throws IOException {
		assertThat(HostPlatform.current().uname()).isEqualTo(print("uname", "-sm"));
	}

	@Test
	void libraryIsThatOfGetconf() throws IOException {
		HostPlatform platform = HostPlatform.current();
		assertThat("glibc " + platform.glibc()).isEqualTo(print("getconf", "GNU_LIBC_VERSION"));
		assertThat(platform.musl()).isFalse();
	}

	private static String print(String... command) throws IOException {
		Process process = new ProcessBuilder(command).start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
	}

}
