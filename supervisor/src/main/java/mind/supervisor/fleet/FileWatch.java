package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sees files that are created, modified, renamed and deleted, and says whose they are. It only tells: who restarts what,
 * and when, is the loop's to decide.
 */
final class FileWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.fleet");
    private static final int MOST_FOLDERS = 10_000;

    private final BiConsumer<String, Path> changed;
    private final Map<WatchKey, Path> folders = new HashMap<>();
    private Map<String, WatchRule> rules = Map.of();
    private WatchService watcher;

    /** @param changed gets the service's name and the file, on the watcher's own thread */
    FileWatch(BiConsumer<String, Path> changed) {
        this.changed = changed;
    }

    /** Watches for these services from now on, and no longer for others. */
    synchronized void watch(Map<String, WatchRule> newRules) {
        rules = Map.copyOf(newRules);
        if (rules.isEmpty()) {
            return;
        }
        try {
            if (watcher == null) {
                watcher = Path.of("/").getFileSystem().newWatchService();
                WatchService mine = watcher;
                Thread thread = new Thread(() -> run(mine), "keeper-files");
                thread.setDaemon(true);
                thread.start();
            }
            for (WatchRule rule : rules.values()) {
                for (Path root : rule.roots()) {
                    register(root);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "files cannot be watched; services are not restarted when they change", e);
        }
    }

    private synchronized void register(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (WatchRule.isIgnoredFolder(folder)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (folders.size() >= MOST_FOLDERS) {
                    LOG.warning("more than " + MOST_FOLDERS + " folders are to be watched; those below " + folder
                            + " are not: name narrower paths");
                    return FileVisitResult.TERMINATE;
                }
                WatchKey key = folder.register(
                        watcher,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
                folders.put(key, folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // gone meanwhile, or not ours to see
            }
        });
    }

    private void run(WatchService mine) {
        try {
            while (true) {
                WatchKey key = mine.take();
                Path folder = folder(key);
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (folder != null) {
                        see(event, folder);
                    }
                }
                if (!key.reset()) {
                    forget(key);
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.fine("files are watched no more");
        }
    }

    private synchronized Path folder(WatchKey key) {
        return folders.get(key);
    }

    private synchronized void forget(WatchKey key) {
        folders.remove(key);
    }

    private void see(WatchEvent<?> event, Path folder) {
        Path file = event.context() instanceof Path name ? folder.resolve(name) : folder; // an overflow names nothing
        if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE && Files.isDirectory(file)) {
            try {
                register(file);
            } catch (IOException e) {
                LOG.log(Level.WARNING, file + " cannot be watched", e);
            }
        }
        Map<String, WatchRule> current;
        synchronized (this) {
            current = rules;
        }
        boolean overflow = event.kind() == StandardWatchEventKinds.OVERFLOW;
        current.forEach((service, rule) -> {
            if (overflow || rule.matches(file)) {
                changed.accept(service, file);
            }
        });
    }

    @Override
    public synchronized void close() {
        if (watcher != null) {
            try {
                watcher.close();
            } catch (IOException e) {
                LOG.log(Level.FINE, "the watcher of files did not close in order", e);
            }
        }
    }
}
