package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.InputStream;

/**
 * Brings files of one scheme of its own, such as {@code s3:bucket/model.gguf}. A bean of
 * this type makes the scheme known to {@code shimmy.model} and to catalogs. What it
 * brings is counted, verified and stored here; it need do neither.
 */
public interface ModelSource {

	/**
	 * What its references begin with, without the colon.
	 * @return two lower-case letters or more, not one of {@code file}, {@code hf},
	 * {@code http}, {@code https} and {@code pypi}
	 */
	String scheme();

	/**
	 * Asks what a file is, without fetching it.
	 * @param address what follows the scheme
	 * @return its size and its digest, which decide what may arrive
	 * @throws IOException if it cannot be told
	 * @throws InterruptedException if the thread was interrupted
	 */
	RemoteFile lookUp(String address) throws IOException, InterruptedException;

	/**
	 * Opens a file. Called again, from further on, when a read failed. Should the file
	 * have changed meanwhile, its digest will tell.
	 * @param address what follows the scheme
	 * @param offset bytes to leave out, because they are there already
	 * @return the bytes from there on; closed by the caller
	 * @throws IOException if it cannot be had at present; opened again a few times,
	 * unless that was the first time
	 * @throws InterruptedException if the thread was interrupted
	 */
	InputStream open(String address, long offset) throws IOException, InterruptedException;

}
