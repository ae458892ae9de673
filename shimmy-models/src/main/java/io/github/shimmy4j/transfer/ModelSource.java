package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.InputStream;

/**
 * A source of model files with a scheme of its own, such as {@code s3:bucket/model.gguf}.
 * A bean of this type adds the scheme to the model setting and to catalogs. shimmy4j does
 * the rest: progress, verification, resuming and storage.
 */
public interface ModelSource {

	/**
	 * The scheme of its references, without the colon.
	 * @return at least two lower-case letters; not {@code file}, {@code hf},
	 * {@code http}, {@code https} or {@code pypi}
	 */
	String scheme();

	/**
	 * Looks up a file without downloading it.
	 * @param address the reference without its scheme
	 * @return size and digest; any other content is refused later
	 * @throws IOException if the file cannot be looked up
	 * @throws InterruptedException if the thread was interrupted
	 */
	RemoteFile lookUp(String address) throws IOException, InterruptedException;

	/**
	 * Opens a file. After a failed read it is called again with a larger offset; the
	 * digest detects a file that has changed in between.
	 * @param address the reference without its scheme
	 * @param offset bytes to skip, because they were downloaded before
	 * @return the bytes from the offset on; closed by the caller
	 * @throws IOException if the file is not available now; retried a few times, except
	 * at the first call
	 * @throws InterruptedException if the thread was interrupted
	 */
	InputStream open(String address, long offset) throws IOException, InterruptedException;

}
