package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.storage.ExistingPath;
import io.github.shimmy4j.text.Bytes;
import io.github.shimmy4j.transfer.DiskSpace;

/**
 * Facts about disk space for a model that is not downloaded yet.
 *
 * @param directory models directory
 * @param usableBytes free space of its disk for this user
 * @param neededBytes bytes to download; 0 if there are none or their number is not known
 */
record DiskFacts(Path directory, long usableBytes, long neededBytes) {

	static final String CHECK = "disk";

	/** Logs and temporary files of a server may fill less than this. */
	private static final long SPARE_BYTES = 100 * Bytes.MEBIBYTE;

	static DiskFacts gather(Path directory, long neededBytes) throws IOException {
		return new DiskFacts(directory, DiskSpace.USABLE.usableBytes(ExistingPath.nearest(directory)), neededBytes);
	}

	Finding finding() {
		String message = "The disk of '%s' has %s free".formatted(this.directory, Bytes.of(this.usableBytes))
				+ ((this.neededBytes > 0) ? ", %s are needed".formatted(Bytes.of(this.neededBytes)) : "");
		Remedy remedy = Remedy.of("Make room there, or set %s to a directory on another disk.",
				Setting.MODELS_DIRECTORY);
		if (this.usableBytes < this.neededBytes) {
			return Finding.fail(CHECK, message, remedy);
		}
		return (this.usableBytes - this.neededBytes < SPARE_BYTES) ? Finding.warn(CHECK, message, remedy)
				: Finding.ok(CHECK, message);
	}

}
