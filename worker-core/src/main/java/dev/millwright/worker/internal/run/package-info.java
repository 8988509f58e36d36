/** The worker's life: assembling its parts, its states, its stop. */
@NullMarked
package dev.millwright.worker.internal.run;

import org.jspecify.annotations.NullMarked;
