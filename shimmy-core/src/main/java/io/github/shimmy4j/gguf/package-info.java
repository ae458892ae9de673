/**
 * Files of the <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF
 * format</a>: what they begin with, what their headers say, and the files of one model.
 */
@NullMarked
package io.github.shimmy4j.gguf;

import org.jspecify.annotations.NullMarked;
