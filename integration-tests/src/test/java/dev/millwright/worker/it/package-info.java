/** Tests on a stock Faktory server and on the packaged command line. */
@NullMarked
package dev.millwright.worker.it;

import org.jspecify.annotations.NullMarked;
