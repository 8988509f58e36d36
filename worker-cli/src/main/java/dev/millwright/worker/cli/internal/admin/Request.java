package dev.millwright.worker.cli.internal.admin;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request. Confined to the thread that answers it.
 *
 * @param path as it was sent, percent-encoded
 * @param authorization the header of that name
 * @param body not read yet, of any length
 */
record Request(String method, String path, @Nullable String authorization, InputStream body) {}
