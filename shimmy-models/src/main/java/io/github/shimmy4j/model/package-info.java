/**
 * Models: which file a name means, which models are known, and how a missing one is
 * fetched and verified before it can be seen.
 */
@NullMarked
package io.github.shimmy4j.model;

import org.jspecify.annotations.NullMarked;
