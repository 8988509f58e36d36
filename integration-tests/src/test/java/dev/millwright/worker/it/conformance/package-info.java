/** What the stock server and the development server answer, word for word. */
@NullMarked
package dev.millwright.worker.it.conformance;

import org.jspecify.annotations.NullMarked;
