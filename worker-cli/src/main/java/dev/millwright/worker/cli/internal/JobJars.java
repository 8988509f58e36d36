package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobModule;
import dev.millwright.worker.JobRegistry;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
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
     */
    static void register(List<String> paths, JobRegistry jobs) {
        if (paths.isEmpty()) {
            return;
        }
        ClassLoader worker = JobModule.class.getClassLoader();
        // Never closed: its classes are needed for as long as the process lives.
        JobClassLoader loader = new JobClassLoader(JobClassPath.urls(paths), worker);
        SharedLibraries.clashes(loader, worker).forEach(clash -> LOG.warn("{}", clash));
        Thread.currentThread().setContextClassLoader(loader);
        int modules = 0;
        try {
            for (JobModule module : ServiceLoader.load(JobModule.class, loader)) {
                register(module, jobs);
                modules++;
            }
        } catch (ServiceConfigurationError e) {
            Throwable cause = e.getCause();
            throw new UsageException(
                    JobClassPath.OPTION,
                    "a JobModule cannot be loaded: "
                            + (cause instanceof LinkageError linkage
                                    ? inWords(linkage)
                                    : e.getMessage() + because(cause)));
        } catch (LinkageError e) {
            throw new UsageException(JobClassPath.OPTION, "a JobModule cannot be loaded: " + inWords(e));
        }
        if (modules == 0) {
            throw new UsageException(
                    JobClassPath.OPTION,
                    "no JobModule in " + String.join(", ", paths)
                            + ": name one in META-INF/services/dev.millwright.worker.JobModule");
        }
    }

    private static void register(JobModule module, JobRegistry jobs) {
        String name = module.getClass().getName();
        try {
            module.register(jobs);
        } catch (RuntimeException e) {
            throw new UsageException(JobClassPath.OPTION, name + " failed to register its functions" + because(e));
        } catch (LinkageError e) {
            throw new UsageException(JobClassPath.OPTION, name + " failed to register its functions: " + inWords(e));
        } catch (Throwable e) {
            throw Unexpected.inCodeOf(name, e);
        }
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
