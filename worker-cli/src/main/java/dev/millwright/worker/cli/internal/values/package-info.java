/** How values are written, on the command line and over HTTP. */
@NullMarked
package dev.millwright.worker.cli.internal.values;

import org.jspecify.annotations.NullMarked;
