package io.ordinal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {
    private static final String LONGEST = "n".repeat(64);

    @ParameterizedTest
    @ValueSource(strings = {"n1", "0", "Z", "a.b_c-d", "az-AZ.09_"})
    void namesOfLettersDigitsDotsDashesAndUnderscores(String name) {
        assertEquals(name, new NodeId(name).name());
        assertEquals(LONGEST, new NodeId(LONGEST).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "-a", "_a", "a b", "a/b", "a:1", "a\n", "ä", "aä", "a{", "a@", "a`", "a["})
    void anythingElseIsToldWhatToUse(String name) {
        String why = assertThrows(IllegalArgumentException.class, () -> new NodeId(name))
                .getMessage();
        assertTrue(why.contains("'" + name + "' is no node id: use 1 to 64 letters"), why);
        assertThrows(IllegalArgumentException.class, () -> new NodeId(LONGEST + "n"));
    }
}
