package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobModule;
import dev.millwright.worker.JobRegistry;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Registers the functions of the jars named with {@code --jobs}. Stateless. */
final class JobJars {
    private static final String OPTION = "--jobs";

    private JobJars() {}

    /**
     * Loads the jars with one class loader, which becomes the context class loader of the job threads:
     * they inherit it from the calling thread.
     */
    static void register(List<String> paths, JobRegistry jobs) {
        if (paths.isEmpty()) {
            return;
        }
        List<URL> urls = new ArrayList<>();
        for (String path : paths) {
            for (String jar : path.split(File.pathSeparator, -1)) {
                urls.add(url(jar));
            }
        }
        // Never closed: its classes are needed for as long as the process lives.
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), JobModule.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        int modules = 0;
        try {
            for (JobModule module : ServiceLoader.load(JobModule.class, loader)) {
                register(module, jobs);
                modules++;
            }
        } catch (ServiceConfigurationError e) {
            throw new UsageException(OPTION, "a JobModule cannot be loaded: " + e.getMessage() + because(e.getCause()));
        }
        if (modules == 0) {
            throw new UsageException(
                    OPTION,
                    "no JobModule in " + String.join(", ", paths)
                            + ": name one in META-INF/services/dev.millwright.worker.JobModule");
        }
    }

    private static URL url(String jar) {
        Path path = Path.of(jar);
        if (jar.isBlank() || !Files.isReadable(path)) {
            throw new UsageException(OPTION, "cannot read " + jar + ": give the path of a jar with a JobModule");
        }
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UsageException(OPTION, "not a usable path: '" + jar + "'");
        }
    }

    private static void register(JobModule module, JobRegistry jobs) {
        try {
            module.register(jobs);
        } catch (RuntimeException | LinkageError e) {
            throw new UsageException(
                    OPTION, module.getClass().getName() + " failed to register its functions" + because(e));
        }
    }

    private static String because(@Nullable Throwable cause) {
        return cause == null ? "" : ": " + cause;
    }
}
