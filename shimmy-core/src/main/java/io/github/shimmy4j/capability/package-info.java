/** What each server kind can do, as data, so that no other code asks for a version. */
@NullMarked
package io.github.shimmy4j.capability;

import org.jspecify.annotations.NullMarked;
