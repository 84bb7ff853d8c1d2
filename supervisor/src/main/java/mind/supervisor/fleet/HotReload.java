package mind.supervisor.fleet;

import java.nio.file.Path;
import java.util.function.Consumer;
import mind.supervisor.config.ServiceSpec;

/** Changes of the files one process was started from, until they are quiet enough to restart it. Owned by the loop. */
final class HotReload {
    private final Loop loop;
    private final Consumer<String> reload;
    private final Debounce changed = new Debounce();
    private Loop.Timer timer = () -> {};

    /** @param reload gets the file that caused it */
    HotReload(Loop loop, Consumer<String> reload) {
        this.loop = loop;
        this.reload = reload;
    }

    /** @param startedNanos when the process began: a fresh one is left alone for a while */
    void changed(Path file, ServiceSpec.Watch rule, long startedNanos) {
        changed.changed(loop.now(), file.toString());
        lookWhetherDue(rule, startedNanos);
    }

    private void lookWhetherDue(ServiceSpec.Watch rule, long startedNanos) {
        timer.cancel();
        changed.due(loop.now(), rule, startedNanos).ifPresent(wait -> {
            if (wait.isZero()) {
                String file = changed.file();
                changed.forget();
                reload.accept(file);
            } else {
                timer = loop.after(wait, () -> lookWhetherDue(rule, startedNanos));
            }
        });
    }

    /** The process is being ended: what starts next reads the files anew. */
    void forget() {
        timer.cancel();
        changed.forget();
    }
}
