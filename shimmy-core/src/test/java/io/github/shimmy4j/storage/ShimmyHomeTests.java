package io.github.shimmy4j.storage;

import java.nio.file.Path;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link ShimmyHome}. */
class ShimmyHomeTests {

	private static final Path USER_HOME = Path.of(System.getProperty("user.home"));

	@Test
	void variablePutsAllBelowOneDirectory() {
		ShimmyHome home = ShimmyHome.of(Map.of("SHIMMY4J_HOME", "/srv/shimmy", "XDG_CACHE_HOME", "/elsewhere"));
		assertThat(home).isEqualTo(new ShimmyHome(Path.of("/srv/shimmy/models"), Path.of("/srv/shimmy/binaries"),
				Path.of("/srv/shimmy/sidecars"), Path.of("/srv/shimmy/run")));
		assertThat(home.gatewayKeys()).isEqualTo(Path.of("/srv/shimmy/gateway-keys.json"));
	}

	@Test
	void relativeVariableIsBelowTheWorkingDirectory() {
		assertThat(ShimmyHome.of(Map.of("SHIMMY4J_HOME", "here")).models())
			.isEqualTo(Path.of("here/models").toAbsolutePath());
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void nothingSetUsesTheDefaultsOfXdg() {
		ShimmyHome home = ShimmyHome.of(Map.of("SHIMMY4J_HOME", " "));
		assertThat(home).isEqualTo(new ShimmyHome(USER_HOME.resolve(".cache/shimmy4j/models"),
				USER_HOME.resolve(".cache/shimmy4j/binaries"), USER_HOME.resolve(".local/state/shimmy4j/sidecars"),
				USER_HOME.resolve(".local/state/shimmy4j/run")));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void xdgVariablesMoveCacheAndState() {
		ShimmyHome home = ShimmyHome.of(Map.of("XDG_CACHE_HOME", "/c", "XDG_STATE_HOME", "/s"));
		assertThat(home).isEqualTo(new ShimmyHome(Path.of("/c/shimmy4j/models"), Path.of("/c/shimmy4j/binaries"),
				Path.of("/s/shimmy4j/sidecars"), Path.of("/s/shimmy4j/run")));
		assertThat(home.gatewayKeys()).isEqualTo(Path.of("/s/shimmy4j/gateway-keys.json"));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void emptyAndRelativeXdgVariablesAreIgnored() {
		ShimmyHome home = ShimmyHome.of(Map.of("XDG_CACHE_HOME", "", "XDG_STATE_HOME", "relative"));
		assertThat(home).isEqualTo(ShimmyHome.of(Map.of()));
	}

	@Test
	void ofAPathThatShimmyWouldSplitThrows() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> ShimmyHome.of(Map.of("SHIMMY4J_HOME", "/a;b")))
			.withMessageStartingWith("SHIMMY4J_HOME is '/a;b'; allowed is a path without ';'");
	}

}
