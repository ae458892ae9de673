package io.github.shimmy4j.model;

import io.github.shimmy4j.failure.ShimmyException;

/**
 * Knows which file a model's name means, and sees to it that the file is there.
 */
public interface ModelRegistry {

	/**
	 * Finds a model without touching the network, so that everything else can be checked
	 * before anything is transferred.
	 * @param model value as of {@code shimmy.model}: a file, a catalog name or the name
	 * of a file in the models directory
	 * @return the file, or the catalog's model that has to be transferred first
	 * @throws ShimmyException INVALID_CONFIGURATION if the value has no meaning;
	 * MODEL_NOT_FOUND, listing what was looked at, if it leads nowhere; NOT_A_MODEL if it
	 * leads to something that is not a GGUF file
	 */
	ModelLocation locate(String model);

	/**
	 * Sees to it that a model is on the disk. Blocks while it is transferred, here or,
	 * for the same models directory, by another thread or process. An interrupt ends it,
	 * leaves nothing behind and stays set.
	 * @param modelId value as for {@link #locate}
	 * @param handler brings the file; called only when the model is missing. What it
	 * brings is verified before it can be seen
	 * @return the verified file
	 * @throws ShimmyException as {@link #locate}; DOWNLOAD_FAILED if the handler failed
	 * or the thread was interrupted; CHECKSUM_MISMATCH if what it brought is something
	 * else; DIRECTORY_NOT_WRITABLE or DISK_FULL, naming the path
	 */
	ModelFile ensureDefault(String modelId, DownloadHandler handler);

}
