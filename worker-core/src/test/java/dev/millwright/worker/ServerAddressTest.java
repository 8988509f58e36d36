package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "tcp://localhost, tcp://localhost:7419, localhost, 7419, false",
        "tcp://127.0.0.1:1234, tcp://127.0.0.1:1234, 127.0.0.1, 1234, false",
        "tcp+tls://faktory.example:443, tcp+tls://faktory.example:443, faktory.example, 443, true",
        "tcp://[::1]:7419, tcp://[::1]:7419, ::1, 7419, false",
        "' tcp://localhost ', tcp://localhost:7419, localhost, 7419, false",
    })
    void readsUrls(String url, String shown, String host, int port, boolean tls) {
        ServerAddress address = ServerAddress.parse(url);

        assertThat(address).hasToString(shown);
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.tls()).isEqualTo(tls);
        assertThat(address.username()).isEmpty();
        assertThat(address.password()).isEmpty();
        assertThat(address.caFile()).isEmpty();
    }

    @Test
    void readsPasswordsInEveryFormThatFaktorysClientsKnow() {
        assertThat(ServerAddress.parse("tcp://:s%40cr%2Ft@localhost").password())
                .contains("s@cr/t");
        assertThat(ServerAddress.parse("tcp://secret@localhost").password()).contains("secret");
        ServerAddress both = ServerAddress.parse("tcp://me:sec:ret@localhost");
        assertThat(both.username()).contains("me");
        assertThat(both.password()).contains("sec:ret");
    }

    @Test
    void neverShowsThePassword() {
        assertThat(ServerAddress.parse("tcp://me:secret@localhost:1").toString())
                .isEqualTo("tcp://localhost:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:7419",
                "localhost",
                "",
                "redis://:secret@localhost",
                "tcp:secret@localhost",
                "tcp://",
                "tcp://:secret@",
                "tcp://:secret@localhost:port",
                "tcp://:secret@localhost:65536",
                "tcp://:secret@localhost:0",
                "tcp://:secret%@localhost",
                "tcp://:sec ret@localhost",
                "tcp://:secret@under_score:7419",
            })
    void refusesOthersWithoutRepeatingThePassword(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.parse(url))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("write it as tcp://:password@host:7419 or tcp+tls://host:7419")
                        .doesNotContain("secret", "sec ret"))
                .withNoCause();
    }

    @Test
    void comesFromTheEnvironment() {
        assertThat(ServerAddress.fromEnvironment(Map.<String, String>of()::get)).hasToString("tcp://localhost:7419");
        assertThat(ServerAddress.fromEnvironment(Map.of("FAKTORY_URL", "tcp://a:1")::get))
                .hasToString("tcp://a:1");
        assertThat(ServerAddress.fromEnvironment(Map.of("FAKTORY_URL", " ")::get))
                .hasToString("tcp://localhost:7419");
        assertThat(ServerAddress.fromEnvironment(
                        Map.of("FAKTORY_PROVIDER", "MY_URL", "MY_URL", "tcp://b:2", "FAKTORY_URL", "tcp://a:1")::get))
                .hasToString("tcp://b:2");
    }

    @Test
    void namesTheVariableThatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.fromEnvironment(Map.of("FAKTORY_URL", "localhost")::get))
                .withMessageStartingWith("FAKTORY_URL: the server URL must begin with tcp:// or tcp+tls://");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.fromEnvironment(Map.of("FAKTORY_PROVIDER", "MY_URL")::get))
                .withMessage("FAKTORY_PROVIDER names MY_URL, but that variable is not set: set it to the server's URL");
    }

    @Test
    void changesKeepTheRest() {
        ServerAddress address = ServerAddress.parse("tcp+tls://me:old@localhost:1")
                .withCaFile(Path.of("ca.pem"))
                .withPassword("new");

        assertThat(address).hasToString("tcp+tls://localhost:1");
        assertThat(address.tls()).isTrue();
        assertThat(address.username()).contains("me");
        assertThat(address.password()).contains("new");
        assertThat(address.caFile()).contains(Path.of("ca.pem"));
    }
}
