package guestbook.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
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

    /** Shows this certificate. */
    public SSLContext serve() throws Exception {
        var pem = Files.readString(key).replaceAll("-----[A-Z ]+-----|\\s", "");
        var secret = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var file = Files.newInputStream(certificate)) {
            var chain = new java.security.cert.Certificate[] {
                CertificateFactory.getInstance("X.509").generateCertificate(file)
            };
            store.setKeyEntry("localhost", secret, new char[0], chain);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
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
