package dev.millwright.worker.testkit.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoJsonTest {
    @Test
    void writesWithoutWhiteSpaceInTheOrderOfTheMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", Arrays.asList(1, 2.5, true, null, "x"));
        map.put("a", Map.of());
        map.put("c", List.of());

        assertThat(GoJson.write(map)).isEqualTo("{\"b\":[1,2.5,true,null,\"x\"],\"a\":{},\"c\":[]}");
    }

    @Test
    void escapesWhatGoEscapes() {
        assertThat(GoJson.write("<&>\u2028\u00e9\u0000\u001f\b\f\t\n\r\"\\/"))
                .isEqualTo("\"\\u003c\\u0026\\u003e\\u2028\u00e9\\u0000\\u001f\\b\\f\\t\\n\\r\\\"\\\\/\"");
    }

    @Test
    void keepsSurrogatePairsAndReplacesLoneOnes() {
        assertThat(GoJson.write("\ud83d\ude00 \ud83d")).isEqualTo("\"\ud83d\ude00 \ufffd\"");
    }
}
