package io.github.shimmy4j.gateway.call;

import io.github.shimmy4j.autoconfigure.ModelTransferEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How far a download is, for those who wait for it. */
class TransferReportTests {

	private final TransferReport report = new TransferReport();

	@Test
	void tellsHowMuchHasArrivedUntilAllHas() {
		assertThat(this.report.words()).isEmpty();
		this.report.arrived(new ModelTransferEvent(12_400_000, 100_000_000, "a mirror"));
		assertThat(this.report.words()).isEqualTo("12 of 100 MB have arrived");
		this.report.arrived(new ModelTransferEvent(13_000_000, -1, "a mirror"));
		assertThat(this.report.words()).isEqualTo("13 MB have arrived");
		this.report.arrived(new ModelTransferEvent(100_000_000, 100_000_000, "a mirror"));
		assertThat(this.report.words()).isEmpty();
	}

}
