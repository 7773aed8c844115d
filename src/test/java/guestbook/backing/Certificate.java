package guestbook.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for localhost, which signs itself and lives for a day. */
public final class Certificate {
    private final Path certificate;
    private final Path key;

    public Certificate(Path folder) throws Exception {
        certificate = folder.resolve("guestbook.pem");
        key = folder.resolve("guestbook.key");
        var openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "1",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(openssl.getInputStream().readAllBytes());
        if (openssl.waitFor() != 0) throw new IOException(said);
        Files.writeString(both(), Files.readString(certificate) + Files.readString(key));
    }

    public Path certificate() {
        return certificate;
    }

    public Path key() {
        return key;
    }

    /** The certificate and its key in one file, as HAProxy wants them. */
    public Path both() {
        return key.resolveSibling("guestbook.both.pem");
    }

    /** Trusts this certificate and no other. */
    public SSLContext trust() throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var file = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "localhost", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
