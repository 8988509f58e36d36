/** What a builder collects, and its checks. */
@NullMarked
package dev.millwright.worker.internal.config;

import org.jspecify.annotations.NullMarked;
