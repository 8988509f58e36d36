/** What a worker process answers over HTTP: metrics, health, its jobs. */
@NullMarked
package dev.millwright.worker.cli.internal.admin;

import org.jspecify.annotations.NullMarked;
