package dev.millwright.worker.internal.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * What a user has to open in a module of theirs, so that its records and classes can be args: without that Java
 * says in its own words, and names neither package nor remedy, that a member cannot be reached. Stateless; any
 * thread.
 */
public final class ClosedModules {
    private ClosedModules() {}

    /**
     * What to open where Jackson could not reach a class.
     *
     * @param failure what Jackson has thrown
     * @return a remedy without a full stop; null if that was not the trouble
     */
    public static @Nullable String remedy(JacksonException failure) {
        if (!isNoAccess(failure)) {
            return null;
        }
        if (failure instanceof ValueInstantiationException made && made.getType() != null) {
            return remedy(made.getType().getRawClass());
        }
        List<JacksonException.Reference> path = failure.getPath();
        Object from = path.isEmpty() ? null : path.get(path.size() - 1).from();
        return from == null ? null : remedy(from instanceof Class<?> type ? type : from.getClass());
    }

    /**
     * What to open so that the worker and Jackson can reach a class.
     *
     * @param type a record, or any class
     * @return a remedy without a full stop; null if no module of a user's keeps it closed
     */
    public static @Nullable String remedy(Class<?> type) {
        Module worker = ClosedModules.class.getModule();
        Module jackson = ObjectMapper.class.getModule();
        // What a class inherits can be in another module.
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Module module = each.getModule();
            String name = each.getPackageName();
            boolean closed = !module.isOpen(name, worker) || !module.isOpen(name, jackson);
            if (closed && !isOfJdk(module)) {
                return "open package " + name + " of module " + module.getName() + " in its module-info: opens " + name
                        + to(worker, jackson) + ";";
            }
        }
        return null;
    }

    private static String to(Module worker, Module jackson) {
        // On the class path they have no names that could be written there.
        return worker.isNamed() && jackson.isNamed() ? " to " + worker.getName() + ", " + jackson.getName() : "";
    }

    /** Whatever is closed there is not the user's to open. */
    private static boolean isOfJdk(Module module) {
        return module.isNamed()
                && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."));
    }

    private static boolean isNoAccess(Throwable failure) {
        Throwable cause = failure;
        // So deep Jackson does not wrap it; a chain that leads back to itself ends, too.
        for (int depth = 0; cause != null && depth < 5; depth++) {
            if (cause instanceof IllegalAccessException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
