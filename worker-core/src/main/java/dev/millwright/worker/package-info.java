/**
 * The public API of the worker runtime.
 */
@NullMarked
package dev.millwright.worker;

import org.jspecify.annotations.NullMarked;
