package dev.millwright.worker.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreetingTest {
    private static final Hello WORKER = new Hello("box", 42, List.of("java", "a \"b\""), "w1");
    private static final Hello PRODUCER = new Hello("box", 42, List.of(), null);

    private static String text(byte[] command) {
        return new String(command, StandardCharsets.UTF_8);
    }

    @Test
    void readsAGreetingWithoutPassword() throws ProtocolException {
        assertThat(Greeting.parse("HI {\"v\":2}")).isEqualTo(new Greeting(null, 0));
    }

    @Test
    void readsAGreetingThatWantsAPassword() throws ProtocolException {
        assertThat(Greeting.parse("HI {\"v\":2,\"i\":4567,\"s\":\"8d2\",\"new\":{}}"))
                .isEqualTo(new Greeting("8d2", 4567));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "HELLO there | no greeting: \"HELLO there\"",
                "HI {\"v\":2 | no greeting: \"HI {\\x22v\\x22:2\"",
                "HI {\"v\":3} | version 3 of the protocol; only 2 is known",
                "HI {} | version 0 of the protocol; only 2 is known",
                "HI {\"v\":2,\"i\":2000000000,\"s\":\"ab\"} | a greeting that wants the password hashed 2000000000 times",
                "HI {\"v\":2,\"i\":0,\"s\":\"ab\"} | a greeting that wants the password hashed 0 times",
            })
    void refusesOtherGreetings(String line, String message) {
        assertThatThrownBy(() -> Greeting.parse(line))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(message.replace("\\x22", "\""));
    }

    /** The example of Faktory's own Go client. */
    @Test
    void hashesThePasswordAsOtherClientsDo() {
        assertThat(PasswordHash.of("foobar", "55104dc76695721d", 1545))
                .isEqualTo("6d877f8e5544b1f2598768f817413ab8a357afffa924dedae99eb91472d4ec30");
    }

    @Test
    void aWorkerSaysItsWid() {
        assertThat(text(WORKER.command(new Greeting(null, 0), null, null)))
                .isEqualTo("HELLO {\"hostname\":\"box\",\"wid\":\"w1\",\"pid\":42,"
                        + "\"labels\":[\"java\",\"a \\\"b\\\"\"],\"v\":2}\r\n");
    }

    @Test
    void aProducerSaysNone() {
        assertThat(text(PRODUCER.command(new Greeting(null, 0), null, null)))
                .isEqualTo("HELLO {\"hostname\":\"box\",\"pid\":42,\"labels\":[],\"v\":2}\r\n");
    }

    @Test
    void thePasswordIsOnlySentHashed() {
        String command = text(PRODUCER.command(new Greeting("55104dc76695721d", 1545), "me", "foobar"));

        assertThat(command)
                .contains("\"username\":\"me\"")
                .contains("\"pwdhash\":\"6d877f8e5544b1f2598768f817413ab8a357afffa924dedae99eb91472d4ec30\"")
                .doesNotContain("foobar");
    }

    @Test
    void aPasswordThatIsNotAskedForIsNotSent() {
        assertThat(text(PRODUCER.command(new Greeting(null, 0), null, "foobar")))
                .doesNotContain("pwdhash", "foobar");
    }
}
