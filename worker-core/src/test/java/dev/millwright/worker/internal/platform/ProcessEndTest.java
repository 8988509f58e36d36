package dev.millwright.worker.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class ProcessEndTest {
    private final Process process;

    ProcessEndTest() throws IOException {
        // The second command takes the place of the shell, and does not know of the first, which so stays a zombie.
        process = new ProcessBuilder("sh", "-c", "sleep 0 & exec sleep 600").start();
    }

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    private static boolean isZombie(ProcessHandle child) {
        try {
            return Files.readString(Path.of("/proc/" + child.pid() + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    private ProcessHandle zombie() {
        while (true) {
            Optional<ProcessHandle> zombie =
                    process.children().filter(ProcessEndTest::isZombie).findFirst();
            if (zombie.isPresent()) {
                return zombie.get();
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void aZombieIsNotWaitedFor() {
        ProcessHandle zombie = zombie();

        assertThat(zombie.isAlive()).as("Java takes it for alive").isTrue();
        assertThat(ProcessEnd.awaitEnd(List.of(zombie))).isTrue();
    }

    @Test
    void oneThatRunsIsWaitedFor() {
        assertThat(ProcessEnd.awaitEnd(List.of(process.toHandle()))).isFalse();
    }
}
