/**
 * Text that came from elsewhere, made fit for logs, failures and terminals.
 */
@NullMarked
package io.github.shimmy4j.text;

import org.jspecify.annotations.NullMarked;
