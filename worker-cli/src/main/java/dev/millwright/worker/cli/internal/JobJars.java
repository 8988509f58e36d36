package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobModule;
import dev.millwright.worker.JobRegistry;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the functions of the jars named with {@code --jobs}. Stateless. */
final class JobJars {
    private static final Logger LOG = LoggerFactory.getLogger(JobJars.class);

    private static final Pattern CLASS_FILE_VERSION =
            Pattern.compile("(\\S+) has been compiled by a more recent version .*class file version (\\d+)");

    /** Java 1.1 wrote 45, and each version since one more. */
    private static final int BEFORE_FIRST_CLASS_FILE = 44;

    private JobJars() {}

    /**
     * Loads the jars with one class loader, which becomes the context class loader of the job threads:
     * they inherit it from the calling thread.
     *
     * @param thorough whether to read the jars to the end
     */
    static void register(List<String> paths, boolean thorough, JobRegistry jobs) {
        if (paths.isEmpty()) {
            return;
        }
        List<Path> files = JobClassPath.files(paths);
        files.forEach(file -> JarCheck.check(file, thorough));
        ClassLoader worker = JobModule.class.getClassLoader();
        // Never closed: its classes are needed for as long as the process lives.
        JobClassLoader loader = new JobClassLoader(JobClassPath.urls(files), worker);
        SharedLibraries.clashes(loader, worker).forEach(clash -> LOG.warn("{}", clash));
        Thread.currentThread().setContextClassLoader(loader);
        int modules = 0;
        Iterator<ServiceLoader.Provider<JobModule>> found =
                ServiceLoader.load(JobModule.class, loader).stream().iterator();
        while (loading(found::hasNext)) {
            register(loading(found::next), jobs);
            modules++;
        }
        if (modules == 0) {
            throw new UsageException(
                    JobClassPath.OPTION,
                    "no JobModule in " + String.join(", ", paths)
                            + ": name one in META-INF/services/dev.millwright.worker.JobModule");
        }
    }

    /** Loads a class of a jar, but runs nothing of it. */
    private static <T> T loading(Supplier<T> step) {
        try {
            return step.get();
        } catch (ServiceConfigurationError e) {
            throw unloadable(e.getMessage() + because(e.getCause()));
        } catch (LinkageError e) {
            throw unloadable(inWords(e));
        }
    }

    private static UsageException unloadable(String why) {
        return new UsageException(JobClassPath.OPTION, "a JobModule cannot be loaded: " + why);
    }

    private static void register(ServiceLoader.Provider<JobModule> provider, JobRegistry jobs) {
        String name = provider.type().getName();
        Registrations.guarded(name, () -> {
            try {
                register(instance(provider), jobs);
            } catch (LinkageError e) {
                if (isThrownByInitializer(e)) {
                    throw e;
                }
                throw unloadable(inWords(e));
            }
        });
    }

    private static void register(JobModule module, JobRegistry jobs) {
        try {
            module.register(jobs);
        } catch (UsageException e) {
            throw new UsageException(
                    JobClassPath.OPTION,
                    module.getClass().getName() + " failed to register its functions: " + e.getMessage());
        }
    }

    private static JobModule instance(ServiceLoader.Provider<JobModule> provider) {
        try {
            return provider.get();
        } catch (ServiceConfigurationError e) {
            Throwable cause = e.getCause();
            if (cause instanceof LinkageError linkage) {
                throw linkage;
            }
            if (cause == null || cause instanceof ReflectiveOperationException) { // an abstract class, say
                throw unloadable(e.getMessage() + because(cause));
            }
            throw Unexpected.inCodeOf(provider.type().getName(), cause);
        }
    }

    /** A fault of the code and not of the jar, though Java makes a LinkageError of both. */
    private static boolean isThrownByInitializer(LinkageError e) {
        return e instanceof ExceptionInInitializerError || e.getCause() instanceof ExceptionInInitializerError;
    }

    private static String inWords(LinkageError e) {
        Matcher newer = CLASS_FILE_VERSION.matcher(String.valueOf(e.getMessage()));
        if (e instanceof UnsupportedClassVersionError && newer.find()) {
            int java = Integer.parseInt(newer.group(2)) - BEFORE_FIRST_CLASS_FILE;
            return newer.group(1).replace('/', '.') + " is compiled for Java " + java + ", and this is Java "
                    + Runtime.version().feature() + ": run a newer one, or compile with --release "
                    + Runtime.version().feature();
        }
        String text = e.toString();
        return e instanceof NoClassDefFoundError
                ? text + ": name the jar that has it with " + JobClassPath.OPTION + ", too"
                : text;
    }

    private static String because(@Nullable Throwable cause) {
        return cause == null ? "" : ": " + cause;
    }
}
