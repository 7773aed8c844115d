package guestbook.servers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ConfigurationBuilder;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jboss.shrinkwrap.impl.base.ServiceExtensionLoader;
import org.jboss.shrinkwrap.impl.base.exporter.zip.ZipExporterImpl;

/** The file that Maven built. */
final class BuiltWar {
    static final File FILE = new File("target/guestbook.war");

    private BuiltWar() {}

    /** An archive that reaches the server byte for byte, where ShrinkWrap would pack its content anew. */
    static WebArchive unchanged(String name) {
        var extensions = new ServiceExtensionLoader(List.of(BuiltWar.class.getClassLoader()));
        extensions.addOverride(ZipExporter.class, Verbatim.class);
        return ShrinkWrap.createDomain(new ConfigurationBuilder().extensionLoader(extensions))
                .getArchiveFactory()
                .create(ZipImporter.class, name)
                .importFrom(FILE)
                .as(WebArchive.class);
    }

    /** ShrinkWrap makes one for each export. */
    public static final class Verbatim extends ZipExporterImpl {
        public Verbatim(Archive<?> archive) {
            super(archive);
        }

        @Override
        public InputStream exportAsInputStream() {
            try {
                return Files.newInputStream(FILE.toPath());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
