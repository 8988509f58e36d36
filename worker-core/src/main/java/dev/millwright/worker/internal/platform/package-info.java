/** What the JVM, its libraries and the system give, in the form in which the rest of the worker needs it. */
@NullMarked
package dev.millwright.worker.internal.platform;

import org.jspecify.annotations.NullMarked;
