package io.github.shimmy4j.process;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link LoaderComplaint}, with lines that loaders printed. */
class LoaderComplaintTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/opt/llama-server: error while loading shared libraries: libgomp.so.1: cannot open shared object file: No such file or directory | needs the library libgomp.so.1, which is not installed
					Error loading shared library libstdc++.so.6: No such file or directory (needed by ./llama-server) | needs the library libstdc++.so.6, which is not installed
					dyld[412]: Library not loaded: @rpath/libggml.0.dylib | needs the library @rpath/libggml.0.dylib, which is not installed
					./llama-server: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by ./libllama.so) | needs GLIBC_2.38 of the library /lib/x86_64-linux-gnu/libc.so.6, which is older here
					""")
	void libraryIsNamed(String line, String clause) {
		assertThat(LoaderComplaint.in(List.of("first", line, "last"))).hasValue(clause);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "error: invalid argument: --bogus", "load_backend: failed to find libvulkan.so.1" })
	void anythingElseIsNoComplaint(String line) {
		assertThat(LoaderComplaint.in(List.of(line))).isEmpty();
	}

	@Test
	void noOutputIsNoComplaint() {
		assertThat(LoaderComplaint.in(List.of())).isEmpty();
	}

}
