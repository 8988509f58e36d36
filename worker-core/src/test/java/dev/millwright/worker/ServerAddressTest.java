package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "tcp://localhost, tcp://localhost:7419, localhost, 7419, false",
        "tcp://127.0.0.1:1234, tcp://127.0.0.1:1234, 127.0.0.1, 1234, false",
        "tcp+tls://faktory.example:443, tcp+tls://faktory.example:443, faktory.example, 443, true",
        "TCP+TLS://faktory.example, tcp+tls://faktory.example:7419, faktory.example, 7419, true",
        "tcp://my_stack_faktory:7419, tcp://my_stack_faktory:7419, my_stack_faktory, 7419, false",
        "tcp://faktory.1.x2k9, tcp://faktory.1.x2k9:7419, faktory.1.x2k9, 7419, false",
        "tcp://faktory.:7419, tcp://faktory.:7419, faktory., 7419, false",
        "tcp://[::1]:7419, tcp://[::1]:7419, ::1, 7419, false",
        "tcp://[fd00::a:1], tcp://[fd00::a:1]:7419, fd00::a:1, 7419, false",
        "tcp://[fe80::1%eth0]:1, tcp://[fe80::1%eth0]:1, fe80::1%eth0, 1, false",
        "tcp://[fe80::1%25eth0]:1, tcp://[fe80::1%eth0]:1, fe80::1%eth0, 1, false",
        "tcp://localhost:, tcp://localhost:7419, localhost, 7419, false",
        "tcp://localhost:1/, tcp://localhost:1, localhost, 1, false",
        "tcp://@localhost, tcp://localhost:7419, localhost, 7419, false",
        "tcp://:@localhost, tcp://localhost:7419, localhost, 7419, false",
        "' tcp://localhost\n', tcp://localhost:7419, localhost, 7419, false",
        "'tcp://localhost\r\n', tcp://localhost:7419, localhost, 7419, false",
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

    /** As Go's net/url does: the last @ ends the password, the first colon the user name. */
    static Stream<Arguments> passwords() {
        return Stream.of(
                arguments("tcp://:s%40cr%2Ft@localhost", null, "s@cr/t"),
                arguments("tcp://secret@localhost", null, "secret"),
                arguments("tcp://me:sec:ret@localhost", "me", "sec:ret"),
                arguments("tcp://me:@localhost", "me", null),
                arguments("tcp://m%3Ae:secret@localhost", "m:e", "secret"),
                arguments("tcp://:s@cr@t@localhost", null, "s@cr@t"),
                arguments("tcp://:@@localhost", null, "@"),
                arguments("tcp://:::@localhost", null, "::"),
                arguments("tcp://:a+b%2Bc@localhost", null, "a+b+c"),
                arguments("tcp://:100%25@localhost", null, "100%"),
                arguments("tcp://:%C3%BC%e2%82%ac@localhost", null, "\u00fc\u20ac"),
                arguments("tcp://:\u00fc^|{}[]<>\\'\"$&=*~!,;()@localhost", null, "\u00fc^|{}[]<>\\'\"$&=*~!,;()"),
                arguments("tcp+tls://:p@[::1]:1@[::1]:7419", null, "p@[::1]:1"));
    }

    @ParameterizedTest
    @MethodSource("passwords")
    void readsPasswordsAsFaktorysOwnToolsDo(String url, @Nullable String username, @Nullable String password) {
        ServerAddress address = ServerAddress.parse(url);

        assertThat(address.username()).isEqualTo(Optional.ofNullable(username));
        assertThat(address.password()).isEqualTo(Optional.ofNullable(password));
        assertThat(address.host()).isIn("localhost", "::1");
    }

    @Test
    void neverShowsThePassword() {
        assertThat(ServerAddress.parse("tcp://me:secret@localhost:1").toString())
                .isEqualTo("tcp://localhost:1");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("", "is empty"),
                arguments("\n", "is empty"),
                arguments("localhost", "has no scheme"),
                arguments("localhost:7419", "has no scheme"),
                arguments(":secret@localhost", "has no scheme"),
                arguments("me:secret@localhost", "has no scheme"),
                arguments("//:secret@localhost", "has no scheme"),
                arguments("tcp:secret@localhost", "has no scheme"),
                arguments("tcp:/localhost", "has no scheme"),
                arguments("FAKTORY_URL=tcp://:secret@host", "has no scheme"),
                arguments("redis://:secret@localhost", "has another scheme"),
                arguments("tls://:secret@localhost", "has another scheme"),
                arguments("secret://@localhost", "has another scheme"),
                arguments("'tcp://:secret@localhost'", "is in quotes"),
                arguments("\"tcp://:secret@localhost\"", "is in quotes"),
                arguments("\u201ctcp://:secret@localhost\u201d", "is in quotes"),
                arguments("tcp://:secret@localhost\"", "is in quotes"),
                arguments("tcp://:sec ret@localhost", "a space is %20"),
                arguments("tcp://:secret\n@localhost", "holds white space or an invisible character"),
                arguments("tcp://:secret@local\u0000host", "holds white space or an invisible character"),
                arguments("tcp://:secret@local\u00a0host", "holds white space or an invisible character"),
                arguments("\ufefftcp://:secret@localhost", "holds white space or an invisible character"),
                arguments("tcp://:secret@localhost\u200b", "holds white space or an invisible character"),
                arguments("tcp://", "names no host"),
                arguments("tcp://:secret@", "names no host"),
                arguments("tcp://:secret@:7419", "names no host"),
                arguments("tcp://:secret", "names no host"),
                arguments("tcp://:sec/ret@localhost", "write %2F for /"),
                arguments("tcp://:sec?ret@localhost", "%3F for ?"),
                arguments("tcp://:sec#ret@localhost", "%23 for #"),
                arguments("tcp://:12#secret@localhost", "%23 for #"),
                arguments("tcp://:secret@localhost/s@cret", "write %2F for /"),
                arguments("tcp://:secret%@localhost", "write %25 for it"),
                arguments("tcp://:se%cret@localhost", "write %25 for it"),
                arguments("tcp://:secret%4@localhost", "write %25 for it"),
                arguments("tcp://:secret%zz@localhost", "write %25 for it"),
                arguments("tcp://:secret%FF@localhost", "are not UTF-8"),
                arguments("tcp://secret%@localhost", "write %25 for it"),
                arguments("tcp://secret%:x@localhost", "write %25 for it"),
                arguments("tcp://:secret@localhost:port", "needs a port between 1 and 65535"),
                arguments("tcp://:secret@localhost:65536", "needs a port between 1 and 65535"),
                arguments("tcp://:secret@localhost:0", "needs a port between 1 and 65535"),
                arguments("tcp://:secret@localhost:-1", "needs a port between 1 and 65535"),
                arguments("tcp://:secret@localhost:99999999999", "needs a port between 1 and 65535"),
                arguments("tcp://me:secret", "needs a port between 1 and 65535"),
                arguments("tcp://:secret:localhost:7419", "behind a password stands an @"),
                arguments("tcp://::1:7419", "is written in brackets"),
                arguments("tcp://:secret@fe80::1", "is written in brackets"),
                arguments("tcp://:secret@[::1", "several colons"),
                arguments("tcp://:secret@[::1]x:7419", "no valid IPv6 address"),
                arguments("tcp://:secret@[localhost]", "no valid IPv6 address"),
                arguments("tcp://:secret@[127.0.0.1]", "no valid IPv6 address"),
                arguments("tcp://:secret@[1::2::3]", "no valid IPv6 address"),
                arguments("tcp://:secret@[]", "no valid IPv6 address"),
                arguments("tcp://:secret@[", "no valid IPv6 address"),
                arguments("tcp://:secret@[::1%]", "no valid IPv6 address"),
                arguments("tcp://:secret@[::1%a b]", "holds white space"),
                arguments("tcp://:secret@a,b", "no valid host"),
                arguments("tcp://:secret@%6cocalhost", "no valid host"),
                arguments("tcp://:secret@k\u00fcche", "no valid host"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesOthersWithTheRemedyAndWithoutRepeatingAnyOfIt(String url, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.parse(url))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith("the server URL ")
                        .contains(message, "write it as tcp://:password@host:7419 or tcp+tls://host:7419")
                        .doesNotContainPattern("secret|sec|ret\\b|cret")
                        .doesNotContain("\n"))
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
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.fromEnvironment(Map.of("FAKTORY_PROVIDER", "FAKTORY_URL")::get))
                .withMessageStartingWith("FAKTORY_PROVIDER names FAKTORY_URL, but that variable is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://:secret@localhost", "'MY_URL'", ":secret@localhost", "$MY_URL", "secret@localhost"})
    void saysThatTheProviderIsNoUrl(String provider) {
        Map<String, String> variables = Map.of("FAKTORY_PROVIDER", provider, "FAKTORY_URL", "tcp://a:1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.fromEnvironment(variables::get))
                .withMessage("FAKTORY_PROVIDER holds something that is no name of a variable, perhaps the URL itself:"
                        + " put the URL into FAKTORY_URL and leave FAKTORY_PROVIDER out");
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
        assertThat(address.withPassword("").password()).isEmpty();
    }
}
