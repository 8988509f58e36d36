package dev.millwright.worker.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The two executables that make a stock server. {@code scripts/test} names them in the environment;
 * without that they are looked for where {@code scripts/test} puts them, so that an IDE can run the
 * tests too.
 */
record FaktoryBinary(Path faktory, Path redis) {
    static final String VERSION = "1.10.0";

    /** Why there is no server to test on, or nothing if there is one. */
    static Optional<String> absence() {
        if (!Files.isExecutable(faktoryPath())) {
            return Optional.of("no Faktory at " + faktoryPath() + "; scripts/test builds it");
        }
        if (redisPath() == null) {
            return Optional.of("no redis-server on the PATH; scripts/test installs it");
        }
        return Optional.empty();
    }

    static FaktoryBinary find() {
        absence().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        Path redis = redisPath();
        if (redis == null) {
            throw new IllegalStateException("redis-server is gone");
        }
        return new FaktoryBinary(faktoryPath(), redis);
    }

    private static Path faktoryPath() {
        String named = System.getenv("TEST_FAKTORY");
        if (named != null) {
            return Path.of(named);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("millwright/faktory-" + VERSION + "/faktory");
    }

    private static @Nullable Path redisPath() {
        String named = System.getenv("TEST_REDIS");
        String path = System.getenv("PATH");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Stream.of((path == null ? "" : path).split(File.pathSeparator))
                        .map(dir -> Path.of(dir, "redis-server"));
        return candidates.filter(Files::isExecutable).findFirst().orElse(null);
    }
}
