/** Puts the parts of the development server together. */
@NullMarked
package dev.millwright.worker.testkit.internal.server;

import org.jspecify.annotations.NullMarked;
