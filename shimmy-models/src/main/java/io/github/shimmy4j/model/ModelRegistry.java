package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * Knows which file a model's name means, sees to it that the file is there, and which
 * models there are.
 */
public interface ModelRegistry {

	/**
	 * Finds a model, without touching the network, so that everything else can be checked
	 * before anything is transferred. Looks at the disk once; what is found can then be
	 * held against any number of servers.
	 * @param model which model is meant
	 * @return the file, or what has to be fetched first
	 * @throws ShimmyException INVALID_CONFIGURATION if its scheme is not known;
	 * MODEL_NOT_FOUND, listing what was looked at, if it leads nowhere; NOT_A_MODEL if it
	 * leads to something that is not a GGUF file, or to one that breaks off
	 */
	ModelLocation locate(ModelReference model);

	/**
	 * Finds a model for one server, without touching the network.
	 * @param model which model is meant
	 * @param server what the server can do; it decides which variant of a catalog's model
	 * is meant
	 * @return the file, or what has to be fetched first; never
	 * {@link ModelLocation.Variants}
	 * @throws ShimmyException as {@link #locate(ModelReference)}; UNSUPPORTED_MODEL,
	 * naming what is wrong and the servers that can, if this one cannot run the model
	 */
	default ModelLocation locate(ModelReference model, ServerCapabilities server) {
		return locate(model).on(server);
	}

	/**
	 * Sees to it that a model is on the disk, for a server that runs every quantisation.
	 * Blocks while it is transferred, here or, for the same models directory, by another
	 * thread or process. An interrupt ends it and stays set; a file that is not whole is
	 * never seen under its name.
	 * @param model which model is meant
	 * @param handler brings the file; called only when the model is missing. What it
	 * brings is verified before it can be seen
	 * @return the verified file
	 * @throws ShimmyException as {@link #locate(ModelReference)}; LICENSE_NOT_ACCEPTED,
	 * with nothing fetched; DOWNLOAD_FAILED if the handler failed or the thread was
	 * interrupted; CHECKSUM_MISMATCH if what it brought is something else; NOT_A_MODEL if
	 * that is what was wanted and no whole GGUF file; DIRECTORY_NOT_WRITABLE or
	 * DISK_FULL, naming the path
	 */
	default ModelFile ensureDefault(ModelReference model, DownloadHandler handler) {
		return ensureDefault(model, ServerCapabilities.OPENAI, handler);
	}

	/**
	 * Sees to it that a model which a server can run is on the disk.
	 * @param model which model is meant
	 * @param server what the server can do
	 * @param handler as for {@link #ensureDefault(ModelReference, DownloadHandler)}
	 * @return the verified file
	 * @throws ShimmyException as {@link #locate(ModelReference, ServerCapabilities)} and
	 * {@link #ensureDefault(ModelReference, DownloadHandler)}
	 */
	ModelFile ensureDefault(ModelReference model, ServerCapabilities server, DownloadHandler handler);

	/**
	 * Lists the models that are on this machine, also those that cannot be used, with the
	 * reason. Reads their headers and may run a program, so it takes up to seconds.
	 * @return the models, each with a name of its own
	 */
	List<LocalModel> listLocal();

	/**
	 * Copies a GGUF file into the models directory.
	 * @param file the file, of one part
	 * @param name name that {@code shimmy.model} takes from then on; letters, digits,
	 * {@code .}, {@code _} and {@code -}
	 * @return the copy
	 * @throws ShimmyException MODEL_NOT_FOUND or NOT_A_MODEL as
	 * {@link #locate(ModelReference)}; INVALID_CONFIGURATION if there is a model or a
	 * file of that name, here or in the catalog; MODEL_IN_USE if one is being imported
	 * under it; DISK_FULL, or DIRECTORY_NOT_WRITABLE if it cannot be copied
	 * @throws IllegalArgumentException if the name has other characters
	 */
	ModelFile importFile(Path file, String name);

	/**
	 * Removes the files of a model from the models directory, whatever they contain.
	 * @param model which model is meant
	 * @throws ShimmyException MODEL_NOT_FOUND if it is not there; INVALID_CONFIGURATION
	 * if it lies elsewhere; MODEL_IN_USE if a server of this user serves it, or if it is
	 * being fetched; DIRECTORY_NOT_WRITABLE if it cannot be removed
	 */
	void remove(ModelReference model);

	/**
	 * Reads a whole model, and compares it with what was fetched.
	 * @param model which model is meant
	 * @return what came of it
	 * @throws ShimmyException MODEL_NOT_FOUND if it is not there; NOT_A_MODEL if nobody
	 * has said what it should be and it is no GGUF file
	 */
	Verification verify(ModelReference model);

	/**
	 * Removes what transfers left that broke off, and that nobody is at.
	 * @return bytes that were freed
	 */
	long prune();

	/**
	 * What came of reading a whole model.
	 *
	 * @param file the file, the first one of a model in parts
	 * @param outcome what it is known to be
	 * @param detail the outcome in words, with the numbers
	 */
	record Verification(Path file, Outcome outcome, String detail) {

		/** What may come of it. */
		enum Outcome {

			/** It is the file that was fetched, byte for byte. */
			VERIFIED,

			/** It is a model, and nobody has said which digest it should have. */
			UNKNOWN,

			/**
			 * It is not what it should be: the model is not used, and is fetched again
			 * when it is wanted. A file that is named by its path is left to whoever
			 * named it.
			 */
			DAMAGED

		}

	}

}
