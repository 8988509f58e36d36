/** Behind {@code @FaktoryTest}. The only package that uses JUnit. */
@NullMarked
package dev.millwright.worker.testkit.internal.junit;

import org.jspecify.annotations.NullMarked;
