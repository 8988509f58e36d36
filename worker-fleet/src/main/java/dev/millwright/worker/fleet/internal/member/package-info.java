/** A worker as a member of its group. */
@NullMarked
package dev.millwright.worker.fleet.internal.member;

import org.jspecify.annotations.NullMarked;
