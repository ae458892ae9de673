package io.github.shimmy4j.autoconfigure.sidecar;

import java.nio.file.Path;
import java.time.Instant;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.autoconfigure.BoundProperties;
import io.github.shimmy4j.autoconfigure.FixedSidecar;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets a sidecar that outlived its context, and who closes it. */
class KeptSidecarsTests {

	private final KeptSidecars kept = new KeptSidecars();

	private static KeptSidecars.Key key(String... properties) {
		return key(Path.of("a"), properties);
	}

	private static KeptSidecars.Key key(Path home, String... properties) {
		return new KeptSidecars.Key(PropertiesMapping.options(BoundProperties.of(properties)),
				new ShimmyHome(home, home, home, home));
	}

	private static FixedSidecar ready() {
		return new FixedSidecar(new SidecarSnapshot(Phase.READY, Instant.EPOCH, 1L, 1, null, null, "tiny", null, null,
				GpuMode.AUTO, null, null, null, 0, 0, 0, null, null, null));
	}

	@Test
	void equalOptionsGetItOnce() {
		FixedSidecar sidecar = ready();
		assertThat(this.kept.keep(key("shimmy.env.A=1"), sidecar)).isTrue();
		assertThat(this.kept.take(key("shimmy.env.A=1"))).containsSame(sidecar);
		assertThat(this.kept.take(key("shimmy.env.A=1"))).isEmpty();
		assertThat(sidecar.isClosed()).isFalse();
	}

	@Test
	void otherOptionsCloseIt() {
		FixedSidecar sidecar = ready();
		this.kept.keep(key("shimmy.env.A=1"), sidecar);
		assertThat(this.kept.take(key("shimmy.env.A=2"))).isEmpty();
		assertThat(sidecar.isClosed()).isTrue();
	}

	@Test
	void anotherHomeClosesIt() {
		FixedSidecar sidecar = ready();
		this.kept.keep(key(Path.of("a")), sidecar);
		assertThat(this.kept.take(key(Path.of("b")))).isEmpty();
		assertThat(sidecar.isClosed()).isTrue();
	}

	@Test
	void twoContextsThatWereOpenAtOnceBothGetTheirsBack() {
		FixedSidecar one = ready();
		FixedSidecar other = ready();
		this.kept.keep(key("shimmy.model=one"), one);
		this.kept.keep(key("shimmy.model=other"), other);
		assertThat(this.kept.take(key("shimmy.model=one"))).containsSame(one);
		assertThat(this.kept.take(key("shimmy.model=other"))).containsSame(other);
	}

	@Test
	void secondOfItsKindIsNotKept() {
		assertThat(this.kept.keep(key(), ready())).isTrue();
		assertThat(this.kept.keep(key(), ready())).isFalse();
	}

	@Test
	void endOfTheJvmClosesAllAndKeepsNoMore() {
		FixedSidecar sidecar = ready();
		this.kept.keep(key(), sidecar);
		this.kept.end();
		assertThat(sidecar.isClosed()).isTrue();
		assertThat(this.kept.keep(key(), ready())).isFalse();
	}

}
