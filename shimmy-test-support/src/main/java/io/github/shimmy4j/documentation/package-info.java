/**
 * Tables of the documentation that are made from the code, for tests that compare them.
 */
@NullMarked
package io.github.shimmy4j.documentation;

import org.jspecify.annotations.NullMarked;
