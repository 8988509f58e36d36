package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application server that deploys a program anew drops its class loader, and what it has loaded with it. */
@Timeout(60)
class RedeployTest {
    /** Loaded by that loader, and all that it uses. */
    public static final class Program implements Consumer<String> {
        @Override
        public void accept(String url) {
            ServerAddress address = ServerAddress.parse(url);
            CountDownLatch ran = new CountDownLatch(2);
            try (Worker worker = Worker.builder()
                            .server(address)
                            .register("noop", context -> ran.countDown())
                            .build();
                    FaktoryClient client = FaktoryClient.connect(address)) {
                worker.start();
                client.push(Job.of("noop"));
                client.push(Job.of("noop"));
                ran.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private static WeakReference<ClassLoader> deployAndEnd(String url) throws Exception {
        ClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
        Class<?> program = loader.loadClass(Program.class.getName());
        assertThat(program).isNotSameAs(Program.class);
        @SuppressWarnings("unchecked")
        Consumer<String> instance = (Consumer<String>) program.getConstructor().newInstance();
        // On a thread of its own: Jackson leaves a buffer with each that has used it, until memory is short.
        Thread thread = new Thread(() -> instance.accept(url), "program");
        thread.start();
        thread.join();
        return new WeakReference<>(loader);
    }

    @Test
    void nothingHoldsTheClassLoader() throws Exception {
        try (DevServer server =
                DevServer.builder().fetchWait(Duration.ofMillis(50)).start()) {
            WeakReference<ClassLoader> loader = deployAndEnd(server.url());

            while (loader.get() != null) {
                System.gc();
            }
        }
    }
}
