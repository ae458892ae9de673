package io.github.shimmy4j.gguf;

/**
 * A list of a GGUF file's metadata that was passed over.
 *
 * @param type type of each element
 * @param count how many there are; the file is long enough for them
 * @param position where the first is
 */
record GgufList(GgufValueType type, long count, long position) {

}
