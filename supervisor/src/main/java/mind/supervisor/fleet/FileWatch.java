package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.protocol.FileTrouble;

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
    private boolean unwatchedTold;

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
        } catch (IOException e) {
            LOG.warning("files cannot be watched; services are not restarted when they change: " + FileTrouble.of(e));
            return;
        }
        targets().forEach(target -> attend(target, file -> {}));
    }

    private Set<Path> targets() {
        Set<Path> targets = new LinkedHashSet<>();
        rules.values().forEach(rule -> targets.addAll(rule.targets()));
        return targets;
    }

    /**
     * Watches the folders on the way to {@code target}, each without what is below it, and all that is below the target
     * itself: so it is seen when it comes, goes, and comes again.
     *
     * @param found gets the files that are there
     */
    private void attend(Path target, Consumer<Path> found) {
        Path at = Path.of("/");
        for (Path part : target) {
            register(at);
            at = at.resolve(part);
            if (!Files.isDirectory(at)) {
                if (Files.exists(at)) {
                    found.accept(at);
                }
                return; // it is watched for from the last folder there is
            }
        }
        registerTree(at, found);
    }

    private void registerTree(Path root, Consumer<Path> found) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (WatchRule.isIgnoredFolder(folder)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    if (folders.size() >= MOST_FOLDERS) {
                        LOG.warning("more than " + MOST_FOLDERS + " folders are to be watched; those below " + folder
                                + " are not: name narrower paths");
                        return FileVisitResult.TERMINATE;
                    }
                    return register(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.accept(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // gone meanwhile, or not ours to see
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) {
                    return FileVisitResult.CONTINUE; // the same of what is in it
                }
            });
        } catch (IOException e) {
            tellUnwatched(root, e);
        }
    }

    /** Answers whether it is watched now; one that is not keeps nobody from the others. */
    private boolean register(Path folder) {
        try {
            WatchKey key = folder.register(
                    watcher,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            folders.put(key, folder);
            return true;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false; // gone meanwhile: whoever brings it back is seen in the folder above
        } catch (IOException e) {
            tellUnwatched(folder, e);
            return false;
        }
    }

    private void tellUnwatched(Path folder, IOException e) {
        if (!unwatchedTold) {
            unwatchedTold = true; // there may be thousands for the same reason
            LOG.warning(folder + " cannot be watched, and maybe others neither: " + FileTrouble.of(e));
        }
    }

    private void run(WatchService mine) {
        try {
            while (true) {
                WatchKey key = mine.take();
                Path folder = folder(key);
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (folder != null) {
                        seeOrTell(event, folder);
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

    private void seeOrTell(WatchEvent<?> event, Path folder) {
        try {
            see(event, folder);
        } catch (ClosedWatchServiceException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warning(
                    "what happened in " + folder + " could not be seen; others are watched on: " + FileTrouble.of(e));
        }
    }

    private synchronized Path folder(WatchKey key) {
        return folders.get(key);
    }

    private synchronized void forget(WatchKey key) {
        folders.remove(key);
    }

    private void see(WatchEvent<?> event, Path folder) {
        if (!(event.context() instanceof Path name)) { // so much at once that nobody knows what
            synchronized (this) {
                targets().forEach(target -> attend(target, file -> {}));
            }
            tell(folder, rule -> rule.concerns(folder));
            return;
        }
        Path file = folder.resolve(name);
        tell(file);
        if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE && Files.isDirectory(file)) {
            come(file);
        }
    }

    /** A new folder: what is in it may have come with it, so that nothing more happens to tell of it. */
    private synchronized void come(Path folder) {
        Set<Path> targets = targets();
        if (targets.stream().anyMatch(folder::startsWith)) {
            registerTree(folder, this::tell);
        }
        targets.stream()
                .filter(target -> target.startsWith(folder) && !target.equals(folder))
                .forEach(target -> attend(target, this::tell));
    }

    private void tell(Path file) {
        tell(file, rule -> rule.matches(file));
    }

    private void tell(Path file, Predicate<WatchRule> whose) {
        Map<String, WatchRule> current;
        synchronized (this) {
            current = rules;
        }
        current.forEach((service, rule) -> {
            if (whose.test(rule)) {
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
