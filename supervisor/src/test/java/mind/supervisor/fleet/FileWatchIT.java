package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mind.supervisor.Folders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watched paths that come, go and come again: R13, by the operating system's own events. */
class FileWatchIT {
    @TempDir
    private Path folder;

    private final Set<Path> seen = ConcurrentHashMap.newKeySet();
    private final FileWatch files = new FileWatch((service, file) -> seen.add(file));

    @AfterEach
    void close() {
        files.close();
    }

    private void watch(Object... paths) {
        files.watch(Map.of(
                "a", new WatchRule(List.of(paths).stream().map(Object::toString).toList(), folder.resolve("state"))));
    }

    private void sees(Path file) {
        Kept.soon(file + " to be seen").until(() -> seen.contains(file));
    }

    /** As a checkout or an unpacked archive brings it: all at once. */
    private void moveIn(Path to, String... names) throws IOException {
        Path made = Files.createDirectories(folder.resolve("made"));
        for (String name : names) {
            Files.createDirectories(made.resolve(name).getParent());
            Files.writeString(made.resolve(name), "x");
        }
        Files.move(made, to);
    }

    @Test
    void a_folder_that_is_removed_and_built_anew_is_watched_on() throws IOException {
        Path src = Files.createDirectories(folder.resolve("build/src"));
        watch(src);
        for (Path gone : List.of(src, folder.resolve("build"))) {
            Files.writeString(src.resolve("first"), "x");
            sees(src.resolve("first"));
            Folders.delete(gone);
            seen.clear();
            Files.createDirectories(src);
            Files.writeString(src.resolve("again"), "x");
            sees(src.resolve("again"));
            Files.writeString(src.resolve("later"), "x");
            sees(src.resolve("later"));
        }
    }

    @Test
    void what_lies_in_a_new_folder_is_seen() throws IOException {
        Path src = Files.createDirectories(folder.resolve("src"));
        watch(src);
        moveIn(src.resolve("new"), "a.js", "deep/b.js");
        sees(src.resolve("new/a.js"));
        sees(src.resolve("new/deep/b.js"));
        Files.writeString(src.resolve("new/deep/c.js"), "x");
        sees(src.resolve("new/deep/c.js"));
    }

    @Test
    void a_path_that_is_not_there_keeps_nobody_from_seeing_his_and_is_seen_when_it_comes() throws IOException {
        Path src = Files.createDirectories(folder.resolve("src"));
        Path later = folder.resolve("later/on");
        watch("/no-such-folder-at-the-top/src", "/proc/self/no-such/src", later, src);
        Files.writeString(src.resolve("a.js"), "x");
        sees(src.resolve("a.js"));
        moveIn(folder.resolve("later"), "on/b.js", "other/c.js");
        sees(later.resolve("b.js"));
        Files.writeString(later.resolve("d.js"), "x");
        sees(later.resolve("d.js"));
    }
}
