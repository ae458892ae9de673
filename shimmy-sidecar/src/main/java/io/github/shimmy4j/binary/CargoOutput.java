package io.github.shimmy4j.binary;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.process.OutputLine;

/** Counts the crates that cargo says it compiles. It does not say how many there are. */
final class CargoOutput implements Consumer<OutputLine> {

	private static final Pattern COMPILING = Pattern.compile("^\\s*Compiling (\\S+ v\\S+)");

	private int crates;

	private String last = "";

	@Override
	public synchronized void accept(OutputLine line) {
		Matcher matcher = COMPILING.matcher(line.text());
		if (matcher.find()) {
			this.crates++;
			this.last = matcher.group(1);
		}
	}

	synchronized int crates() {
		return this.crates;
	}

	/** Not under the lock, which would hold up the reader of the output. */
	void tell(InstallProgress progress) {
		tell(progress, InstallProgress.UNKNOWN_TOTAL);
	}

	/** Tells that these were all. */
	void tellEnd(InstallProgress progress) {
		tell(progress, crates());
	}

	private void tell(InstallProgress progress, long total) {
		progress.progressed(BinaryInstall.CARGO, crates(), total, last());
	}

	private synchronized String last() {
		return this.last;
	}

}
