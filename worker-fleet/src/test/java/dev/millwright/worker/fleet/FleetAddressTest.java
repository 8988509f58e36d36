package dev.millwright.worker.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.fleet.FleetAddress.Mode;
import dev.millwright.worker.fleet.FleetAddress.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL of a store may be, and what is said of one that is none. */
class FleetAddressTest {

    @Test
    void readsAllParts() {
        FleetAddress address = FleetAddress.parse(" rediss://us%40er:p%2Fa:s@s@my_host:6380/12\n");
        assertThat(address.mode()).isEqualTo(Mode.STANDALONE);
        assertThat(address.nodes()).containsExactly(new Node("my_host", 6380));
        assertThat(address.tls()).isTrue();
        assertThat(address.username()).contains("us@er");
        assertThat(address.password()).contains("p/a:s@s");
        assertThat(address.database()).isEqualTo(12);
        assertThat(address).hasToString("rediss://my_host:6380/12");
    }

    @Test
    void leavesOutWhatIsNotThere() {
        FleetAddress address = FleetAddress.parse("REDIS://[::1]");
        assertThat(address.nodes()).containsExactly(new Node("::1", 6379));
        assertThat(address.tls()).isFalse();
        assertThat(address.username()).isEmpty();
        assertThat(address.password()).isEmpty();
        assertThat(address).hasToString("redis://[::1]:6379");
        assertThat(FleetAddress.parse("redis://:@h/0").password())
                .as("of a variable left empty")
                .isEmpty();
        assertThat(FleetAddress.parse("redis://h/").withPassword("x").password())
                .contains("x");
    }

    @Test
    void readsClustersAndSentinels() {
        FleetAddress cluster = FleetAddress.parse("redis://:pw@a:7000,b?mode=cluster");
        assertThat(cluster.mode()).isEqualTo(Mode.CLUSTER);
        assertThat(cluster.nodes()).containsExactly(new Node("a", 7000), new Node("b", 6379));
        assertThat(cluster).hasToString("redis://a:7000,b:6379?mode=cluster");
        FleetAddress sentinel = FleetAddress.parse("redis://a,b:1/3?sentinel=main");
        assertThat(sentinel.mode()).isEqualTo(Mode.SENTINEL);
        assertThat(sentinel.nodes()).containsExactly(new Node("a", 26379), new Node("b", 1));
        assertThat(sentinel.sentinelName()).contains("main");
        assertThat(sentinel).hasToString("redis://a:26379,b:1/3?sentinel=main");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                               | is empty
            "redis://h"                      | in quotes
            redis://:S3CRET x@h              | white space
            h:6379                           | has no scheme
            tcp://:S3CRET@h                  | has another scheme
            redis://:S3CRET/x@h              | before its last @
            redis://:S3CRET?x@h              | before its last @
            redis://:S3CRET#x@h              | before its last @
            redis://S3CRET@h                 | no colon before its @
            redis://S3CRET:@h                | a user and no password
            redis://:S3CRET                  | names no host
            redis://                         | names no host
            redis://:x@:6379                 | names no host
            redis://user:S3CRET              | no valid host and port
            redis://h:0                      | a port between 1 and 65535
            redis://h:70000                  | a port between 1 and 65535
            redis://::1                      | names no host
            redis://h/S3CRET                 | the number of a database
            redis://h/1?mode=cluster         | names a database
            redis://h?S3CRET=1               | nothing else
            redis://h?mode=S3CRET            | nothing else
            redis://h?sentinel=              | nothing else
            redis://h#S3CRET                 | has a #
            redis://a,b                      | names several hosts
            redis://a,?mode=cluster          | names no host
            redis://:S3CRET%zz@h             | begins no escape
            redis://:S3CRET%ff@h             | not UTF-8
            """)
    void saysWhatIsWrongAndNeverShowsAPassword(String url, String what) {
        assertThatThrownBy(() -> FleetAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the fleet URL ")
                .hasMessageContaining(what)
                .hasMessageContaining(": write it as redis://")
                .hasMessageNotContaining("S3CRET")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "billing", "EU-1", "a.b_c", "0"})
    void namesOfGroups(String name) {
        assertThat(Name.ofGroup(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-a", "a b", "a}", "{a", "ä", "a\nb", "a:b", "a*"})
    void noNamesOfGroups(String name) {
        assertThatThrownBy(() -> Name.ofGroup(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be the name of a group: use 1 to 64 letters")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> Name.ofGroup("x".repeat(65))).isInstanceOf(IllegalArgumentException.class);
    }
}
