/** The store in Redis or Valkey. Lettuce is known here and nowhere else. */
@NullMarked
package dev.millwright.worker.fleet.internal.redis;

import org.jspecify.annotations.NullMarked;
