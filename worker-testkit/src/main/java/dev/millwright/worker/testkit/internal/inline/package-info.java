/** Parts of {@code InlineJob}: a job without worker and server. */
@NullMarked
package dev.millwright.worker.testkit.internal.inline;

import org.jspecify.annotations.NullMarked;
