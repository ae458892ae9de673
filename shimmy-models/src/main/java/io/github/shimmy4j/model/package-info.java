/**
 * Models: locates the file of a reference, downloads a missing one, and manages the
 * models directory.
 */
@NullMarked
package io.github.shimmy4j.model;

import org.jspecify.annotations.NullMarked;
