package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The embedded server as a process. */
@Timeout(60)
class ServerTest {
    private static final Pattern PORT = Pattern.compile("localhost:(\\d+)");

    /** What a server with these options answers to a command. */
    private static String answer(String command, String... options) throws IOException, InterruptedException {
        String[] args = Stream.concat(Stream.of("server", "--port", "0"), Stream.of(options))
                .toArray(String[]::new);
        Process server = ChildJvm.of(Main.class)
                .processBuilder(args)
                .redirectErrorStream(true)
                .start();
        try {
            Matcher port = PORT.matcher(server.inputReader().readLine());
            assertThat(port.find()).isTrue();
            return answerOf(Integer.parseInt(port.group(1)), command);
        } finally {
            server.destroy();
            assertThat(server.waitFor()).isZero();
        }
    }

    private static String answerOf(int port, String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader replies =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            socket.getOutputStream().write(("HELLO {\"v\":2}\r\n" + command + "\r\n").getBytes(StandardCharsets.UTF_8));
            assertThat(replies.readLine()).isEqualTo("+HI {\"v\":2}");
            assertThat(replies.readLine()).isEqualTo("+OK");
            return replies.readLine();
        }
    }

    @Test
    void hasCancelUnlessItIsToBeAsAStockServer() throws Exception {
        assertThat(answer("CANCEL some-job-1")).isEqualTo(":0");
        assertThat(answer("CANCEL some-job-1", "--stock-commands-only")).isEqualTo("-ERR unknown command CANCEL");
    }
}
