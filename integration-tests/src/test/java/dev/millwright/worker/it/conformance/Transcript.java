package dev.millwright.worker.it.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One conversation with a server as it is written down in a file of {@code resources/conformance}: what
 * is said on which connection, and what is answered.
 *
 * <pre>
 * == The title of a conversation
 * # a comment
 * open p as producer     opens a connection and says HELLO; "as worker WID" likewise
 * open x                 opens a connection and says nothing
 * p&gt; ACK {"jid":"…"}     sends a line; {{x*100}} stands for a hundred x, {{soon}} for
 *                        the moment a second from now
 * p&gt; INFO /faktory/sets  sends INFO; of its reply only that part is looked at
 * p&gt;&gt; FETCH q            sends a line until its reply is the one below, or for too long
 * p&lt; +OK                 reads a reply; (nil), (closed) by the server, (nothing yet)
 * p hello "secret" {…}   reads the greeting and sends HELLO with the hash of a password
 * crowd 10               opens ten more connections and says HELLO on each
 * close p
 * </pre>
 *
 * <p>Varying parts of replies are named in angle brackets, see {@link Replies}.
 *
 * @param title what the conversation shows
 * @param lines without comments and empty lines
 */
record Transcript(String title, List<String> lines) {
    private static final String TITLE = "== ";

    /** The conversations of a file. */
    static List<Transcript> read(String name) {
        List<Transcript> transcripts = new ArrayList<>();
        for (String line : load(name).lines().map(String::strip).toList()) {
            if (line.startsWith(TITLE)) {
                transcripts.add(new Transcript(line.substring(TITLE.length()), new ArrayList<>()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                transcripts.get(transcripts.size() - 1).lines().add(line);
            }
        }
        return transcripts;
    }

    private static String load(String name) {
        String path = "/conformance/" + name + ".txt";
        try (InputStream file = Transcript.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalArgumentException("there is no resource " + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
