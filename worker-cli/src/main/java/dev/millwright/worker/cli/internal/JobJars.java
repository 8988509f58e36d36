package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobModule;
import dev.millwright.worker.JobRegistry;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Registers the functions of the jars named with {@code --jobs}. Stateless. */
final class JobJars {
    private JobJars() {}

    /** Loads the jars with one class loader, which becomes the context class loader of the job threads. */
    static void register(List<Path> jars, JobRegistry jobs) {
        if (jars.isEmpty()) {
            return;
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            if (!Files.isReadable(jar)) {
                throw new UsageException("--jobs: cannot read " + jar + ": give the path of a jar with a JobModule");
            }
            try {
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new UsageException("--jobs: not a usable path: " + jar);
            }
        }
        // Never closed: its classes are needed for as long as the process lives.
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), JobModule.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        int modules = 0;
        try {
            for (JobModule module : ServiceLoader.load(JobModule.class, loader)) {
                module.register(jobs);
                modules++;
            }
        } catch (ServiceConfigurationError e) {
            throw new UsageException("--jobs: a JobModule cannot be loaded: " + e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause()));
        }
        if (modules == 0) {
            throw new UsageException("--jobs: no JobModule in " + jars
                    + ": name it in META-INF/services/dev.millwright.worker.JobModule");
        }
    }
}
