package dev.millwright.worker.testkit.worker;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An application server, for {@link RedeployTest}: {@code CLASSPATH CLASS ARGUMENT} deploys the class, runs it with the
 * argument, drops it, and ends when its class loader is gone. Uses nothing but the JDK.
 */
final class RedeployProgram {
    private RedeployProgram() {}

    public static void main(String[] args) throws Exception {
        WeakReference<ClassLoader> loader = deployAndEnd(args[0], args[1], args[2]);
        System.out.println("ended");
        while (loader.get() != null) {
            System.gc();
        }
        System.out.println("unloaded");
    }

    private static WeakReference<ClassLoader> deployAndEnd(String classPath, String className, String argument)
            throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        ClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        @SuppressWarnings("unchecked")
        Consumer<String> program =
                (Consumer<String>) loader.loadClass(className).getConstructor().newInstance();
        // On a thread of its own: Jackson leaves a buffer with each that has used it, until memory is short.
        Thread thread = new Thread(() -> program.accept(argument), "program");
        thread.start();
        thread.join();
        return new WeakReference<>(loader);
    }
}
