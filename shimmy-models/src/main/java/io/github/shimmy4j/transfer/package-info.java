/**
 * Brings one file from wherever it is: asks what it is, fetches what is missing of it,
 * and lets it be seen only when it was verified.
 */
@NullMarked
package io.github.shimmy4j.transfer;

import org.jspecify.annotations.NullMarked;
