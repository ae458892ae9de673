/**
 * Transfers of one file: looks it up at its source, downloads the missing rest, and makes
 * it visible only after it was verified.
 */
@NullMarked
package io.github.shimmy4j.transfer;

import org.jspecify.annotations.NullMarked;
