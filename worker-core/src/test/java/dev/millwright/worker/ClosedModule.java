package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A module of a user's, compiled and loaded, beside a worker that is on the class path or in a module of its own; that
 * one is another copy, so it is called by reflection. For one thread.
 */
final class ClosedModule {
    private static final Map<String, String> SOURCES = Map.of(
            "com/example/shop/Order.java",
            """
                    package com.example.shop;
                    public record Order(String name, int count) {}
                    """,
            "com/example/shop/Parcel.java",
            """
                    package com.example.shop;
                    public class Parcel {
                        private int kilos = 3;
                        public int getKilos() { return kilos; }
                        public void setKilos(int value) { kilos = value; }
                    }
                    """,
            "com/example/shop/api/Goods.java",
            """
                    package com.example.shop.api;
                    public final class Goods {
                        public static Object order() { return new com.example.shop.Order("tea", 2); }
                        public static Object parcel() { return new com.example.shop.Parcel(); }
                    }
                    """);

    private final ClassLoader worker;
    private final ClassLoader shop;

    /**
     * Compiles and loads it.
     *
     * @param directory empty
     * @param opens what its module-info says beside the package with the factories
     * @param workerIsModule whether the worker and Jackson are modules, too
     */
    ClosedModule(Path directory, String opens, boolean workerIsModule) throws IOException {
        Path classes = compile(directory, opens);
        List<Path> path = new ArrayList<>(List.of(classes));
        List<String> roots = new ArrayList<>(List.of("shop"));
        if (workerIsModule) {
            path.addAll(modulesOfWorker());
            roots.add("dev.millwright.worker");
        }
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(path.toArray(Path[]::new)), ModuleFinder.of(), roots);
        ModuleLayer layer = boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        this.shop = layer.findLoader("shop");
        this.worker = workerIsModule ? layer.findLoader("dev.millwright.worker") : Job.class.getClassLoader();
    }

    private static Path compile(Path directory, String opens) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", classes.toString()));
        Path info = Files.writeString(
                directory.resolve("module-info.java"), "module shop { exports com.example.shop.api; " + opens + " }");
        arguments.add(info.toString());
        for (Map.Entry<String, String> source : SOURCES.entrySet()) {
            Path file = directory.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return classes;
    }

    private static List<Path> modulesOfWorker() {
        List<String> libraries = List.of("netty-", "jackson-", "slf4j-api-");
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> Files.exists(entry.resolve("module-info.class"))
                        || libraries.stream().anyMatch(entry.getFileName().toString()::startsWith))
                .toList();
    }

    /** One of the objects that the module makes. */
    Object make(String name) throws ReflectiveOperationException {
        return shop.loadClass("com.example.shop.api.Goods").getMethod(name).invoke(null);
    }

    /** {@code JobArgs.of}, as text. */
    String args(Object... values) throws Throwable {
        return String.valueOf(call("JobArgs", "of", null, (Object) values));
    }

    /** {@code JobArgs.parse} and {@code get(0, …)}. */
    Object get(String json, Class<?> type) throws Throwable {
        return call("JobArgs", "get", call("JobArgs", "parse", null, json), 0, type);
    }

    /** {@code JobType.encode}, as text. */
    String encode(Object value) throws Throwable {
        return String.valueOf(call("JobType", "encode", jobType(value.getClass()), value));
    }

    /** {@code JobType.decode}. */
    Object decode(String json, Class<?> type) throws Throwable {
        return call("JobType", "decode", jobType(type), call("JobArgs", "parse", null, json));
    }

    private Object jobType(Class<?> type) throws Throwable {
        return call("JobType", "of", null, "goods", type);
    }

    private Object call(String type, String name, Object target, Object... arguments) throws Throwable {
        Method method = Arrays.stream(
                        worker.loadClass("dev.millwright.worker." + type).getMethods())
                .filter(each -> each.getName().equals(name) && each.getParameterCount() == arguments.length)
                .findFirst()
                .orElseThrow();
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
