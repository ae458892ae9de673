/** Makes foreign text fit for logs, failures and terminals. */
@NullMarked
package io.github.shimmy4j.text;

import org.jspecify.annotations.NullMarked;
