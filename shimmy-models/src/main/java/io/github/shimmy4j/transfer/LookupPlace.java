package io.github.shimmy4j.transfer;

import java.nio.file.Path;

/**
 * Where what a source says of a file is kept, and what surrounds the question.
 *
 * @param kept where the answer is kept
 * @param lock what whoever asks has to hold, never another one at the same time
 * @param partial where the file would be written; a wheel is brought beside it
 */
public record LookupPlace(Path kept, Path lock, Path partial) {
}
