package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;

/** Locates, downloads and manages the models of this machine. */
public interface ModelRegistry {

	/**
	 * Locates a model without using the network. The disk is looked at once; the result
	 * can be compared with any number of servers.
	 * @param model the model
	 * @return the file, or what has to be downloaded first
	 * @throws ShimmyException INVALID_CONFIGURATION if the scheme is unknown;
	 * MODEL_NOT_FOUND, with the places that were searched; NOT_A_MODEL if the file is
	 * truncated or not a GGUF file
	 */
	ModelLocation locate(ModelReference model);

	/**
	 * Locates a model for one server, without using the network.
	 * @param model the model
	 * @param server capabilities of the server, which decide about the variant
	 * @return the file, or what has to be downloaded first; never
	 * {@link ModelLocation.Variants}
	 * @throws ShimmyException as {@link #locate(ModelReference)}; UNSUPPORTED_MODEL if
	 * the server cannot run the model, with the reason and the servers that can
	 */
	default ModelLocation locate(ModelReference model, ServerCapabilities server) {
		return locate(model).on(server);
	}

	/**
	 * Ensures that a model is on the disk, for a server that runs every quantisation.
	 * Blocks while it is downloaded, here or by another thread or process with the same
	 * models directory. An interrupt ends the wait and stays set. An incomplete file is
	 * never visible under its final name.
	 * @param model the model
	 * @param handler downloads the file if it is missing
	 * @return the verified file
	 * @throws ShimmyException as {@link #locate(ModelReference)}; LICENSE_NOT_ACCEPTED
	 * before the download; DOWNLOAD_FAILED after an interrupt or a failure of the
	 * handler; CHECKSUM_MISMATCH if the content is wrong; NOT_A_MODEL if the expected
	 * content is not a whole GGUF file; DIRECTORY_NOT_WRITABLE or DISK_FULL, with the
	 * path
	 */
	default ModelFile ensureDefault(ModelReference model, DownloadHandler handler) {
		return ensureDefault(model, ServerCapabilities.OPENAI, handler);
	}

	/**
	 * Ensures that a model is on the disk, in the variant that a server can run.
	 * @param model the model
	 * @param server capabilities of the server
	 * @param handler as for {@link #ensureDefault(ModelReference, DownloadHandler)}
	 * @return the verified file
	 * @throws ShimmyException as {@link #locate(ModelReference, ServerCapabilities)} and
	 * {@link #ensureDefault(ModelReference, DownloadHandler)}
	 */
	ModelFile ensureDefault(ModelReference model, ServerCapabilities server, DownloadHandler handler);

	/**
	 * Lists the models of this machine, also unusable ones, with the reason. May take
	 * seconds, because it reads headers and may run a program.
	 * @return the models, with unique names
	 */
	List<LocalModel> listLocal();

	/**
	 * Copies a GGUF file into the models directory.
	 * @param file the file, which must not be a part of a split model
	 * @param name new name for the model setting: letters, digits, {@code .}, {@code _}
	 * and {@code -}
	 * @return the copy
	 * @throws ShimmyException MODEL_NOT_FOUND or NOT_A_MODEL as
	 * {@link #locate(ModelReference)}; INVALID_CONFIGURATION if the name belongs to a
	 * file or to the catalog; MODEL_IN_USE during another import under the name;
	 * DISK_FULL; DIRECTORY_NOT_WRITABLE
	 * @throws IllegalArgumentException if the name has other characters
	 */
	ModelFile importFile(Path file, String name);

	/**
	 * Removes the files of a model, with any content, from the models directory.
	 * @param model the model
	 * @throws ShimmyException MODEL_NOT_FOUND; INVALID_CONFIGURATION if the file is
	 * outside the directory; MODEL_IN_USE if a server of this user serves it or it is
	 * being downloaded; DIRECTORY_NOT_WRITABLE
	 */
	void remove(ModelReference model);

	/**
	 * Reads a whole model and compares it with the download.
	 * @param model the model
	 * @return the outcome
	 * @throws ShimmyException MODEL_NOT_FOUND; NOT_A_MODEL if no digest is known and the
	 * file is not a GGUF file
	 */
	Verification verify(ModelReference model);

	/**
	 * Removes leftovers of interrupted transfers that no process is using.
	 * @return freed bytes
	 */
	long prune();

	/**
	 * Result of {@link #verify}.
	 *
	 * @param file the file; the first or the damaged part of a split model
	 * @param outcome the outcome
	 * @param detail the outcome as a sentence, with the numbers
	 */
	record Verification(Path file, Outcome outcome, String detail) {

		/** Outcomes of a verification. */
		enum Outcome {

			/** Every byte is as it was downloaded. */
			VERIFIED,

			/** The file is a model, but its expected digest is not known. */
			UNKNOWN,

			/**
			 * The content is wrong. A model of the catalog or of a source is not used,
			 * and is downloaded again when it is needed. The user's own file is left
			 * alone.
			 */
			DAMAGED

		}

	}

}
