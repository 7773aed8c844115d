package guestbook.book;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A disk that can be full, and that remembers what it would hold after a power cut: beside each file lies one with the
 * bytes that had been forced to the disk. Use it as {@code jdbc:h2:testdisk:/path}.
 */
public final class TestDisk extends FilePathWrapper {
    static final String AFTER_POWER_CUT = ".after-power-cut";

    private static volatile boolean full;

    static {
        FilePath.register(new TestDisk());
    }

    static String url(Path folder) {
        return "jdbc:h2:testdisk:" + folder.resolve("guestbook") + ";DB_CLOSE_ON_EXIT=FALSE";
    }

    static void full(boolean now) {
        full = now;
    }

    @Override
    public String getScheme() {
        return "testdisk";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new TestFile(getBase().open(mode), Path.of(getBase().toString()));
    }

    private static final class TestFile extends FileBase {
        private final FileChannel file;
        private final Path path;

        TestFile(FileChannel file, Path path) {
            this.file = file;
            this.path = path;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            failWhenFull();
            return file.write(bytes);
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            failWhenFull();
            return file.write(bytes, position);
        }

        @Override
        public synchronized void force(boolean metaData) throws IOException {
            failWhenFull();
            file.force(metaData);
            try {
                Files.copy(path, Path.of(path + AFTER_POWER_CUT), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return file.read(bytes);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return file.read(bytes, position);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }

        private static void failWhenFull() throws IOException {
            if (full) throw new IOException("No space left on device");
        }
    }
}
