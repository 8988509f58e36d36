/** What the tests of several modules share. Uses nothing but the JDK. */
@NullMarked
package dev.millwright.testtools;

import org.jspecify.annotations.NullMarked;
