package dev.millwright.worker.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of a package others can use, as text: a line a type, field, constructor and method, in a fixed order. */
final class ApiDump {
    private ApiDump() {}

    /** The public types of the package that a class is in, with their public and protected members. */
    static String ofPackage(Class<?> one) {
        Map<String, String> types = new TreeMap<>();
        for (String name : classNames(one)) {
            Class<?> type = load(one, name);
            if (isPublic(type) && !type.isSynthetic()) {
                types.put(type.getName(), describe(type));
            }
        }
        return String.join("\n", types.values());
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getDeclaringClass() == null || isPublic(type.getDeclaringClass()));
    }

    private static Class<?> load(Class<?> neighbour, String name) {
        try {
            return Class.forName(name, false, neighbour.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> classNames(Class<?> one) {
        String folder = one.getPackageName().replace('.', '/');
        try {
            Path source = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(source)) {
                return classNames(one, source.resolve(folder));
            }
            try (FileSystem jar = FileSystems.newFileSystem(source)) {
                return classNames(one, jar.getPath(folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> classNames(Class<?> one, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                    .map(file -> one.getPackageName() + "." + file.substring(0, file.length() - ".class".length()))
                    .toList();
        }
    }

    private static String describe(Class<?> type) {
        StringBuilder text = new StringBuilder(header(type)).append('\n');
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            add(members, field, field.toGenericString());
        }
        for (Executable constructor : type.getDeclaredConstructors()) {
            add(members, constructor, constructor.toGenericString());
        }
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isBridge()) {
                add(members, method, method.toGenericString());
            }
        }
        members.stream()
                .sorted()
                .forEach(member -> text.append("    ").append(member).append('\n'));
        return text.toString();
    }

    private static void add(List<String> members, Member member, String text) {
        boolean visible = Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
        if (visible && !member.isSynthetic()) {
            members.add(text.replace("java.lang.", ""));
        }
    }

    private static String header(Class<?> type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        int shown = type.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC);
        boolean isClass = kind.equals("class");
        int more = isClass ? type.getModifiers() & (Modifier.ABSTRACT | Modifier.FINAL) : 0;
        StringBuilder header = new StringBuilder(Modifier.toString(shown | more))
                .append(type.isSealed() ? " sealed " : " ")
                .append(kind)
                .append(' ')
                .append(type.getName());
        if (type.getTypeParameters().length > 0) {
            header.append(list(" <", type.getTypeParameters())).append('>');
        }
        if (isClass && type.getSuperclass() != Object.class) {
            header.append(" extends ").append(type.getGenericSuperclass().getTypeName());
        }
        if (type.getInterfaces().length > 0) {
            header.append(list(type.isInterface() ? " extends " : " implements ", type.getGenericInterfaces()));
        }
        return header.toString().replace("java.lang.", "");
    }

    private static String list(String before, Type[] types) {
        return Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", ", before, ""));
    }
}
