package dev.millwright.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority made for one test by the JDK's keytool, and a server certificate signed by it
 * for some host names. Immutable.
 */
final class TestCertificate {
    private static final String STORE_PASSWORD = "not-a-secret";

    private final KeyStore store;

    private TestCertificate(KeyStore store) {
        this.store = store;
    }

    /** For a server that is reached under these DNS names. */
    static TestCertificate forHosts(String... names) {
        try {
            Path directory = Files.createTempDirectory("mw-ca");
            Path file = directory.resolve("store.p12");
            try {
                keytool(file, "ca", "CN=Millwright test CA", "-ext", "bc:critical=ca:true");
                List<String> sans = new ArrayList<>();
                for (String name : names) {
                    sans.add("dns:" + name);
                }
                keytool(file, "server", "CN=" + names[0], "-signer", "ca", "-ext", "san=" + String.join(",", sans));
                KeyStore store = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(file)) {
                    store.load(in, STORE_PASSWORD.toCharArray());
                }
                return new TestCertificate(store);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the two files that make a Faktory server use TLS when it finds them in its config directory. */
    void writeForServer(Path directory) throws IOException {
        try {
            byte[] key = store.getKey("server", STORE_PASSWORD.toCharArray()).getEncoded();
            Files.writeString(directory.resolve("private.key.pem"), pem("PRIVATE KEY", key));
            Files.writeString(
                    directory.resolve("public.cert.pem"),
                    pem("CERTIFICATE", store.getCertificate("server").getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the authority's certificate as PEM, the form that a CA file option takes. */
    Path writeAuthority(Path file) {
        try {
            return Files.writeString(
                    file, pem("CERTIFICATE", store.getCertificate("ca").getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A trust store that holds the authority and nothing else. */
    KeyStore trustStore() {
        try {
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            trust.setCertificateEntry("ca", store.getCertificate("ca"));
            return trust;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    private static void keytool(Path file, String alias, String name, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                STORE_PASSWORD,
                "-alias",
                alias,
                "-dname",
                name));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool: " + output);
            }
        } catch (InterruptedException e) {
            keytool.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
