package mind.supervisor.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * INT, TERM and HUP as requests to end: the first in order, a second at once. The JDK's own way, a shutdown hook, can tell
 * neither a second signal nor choose the exit code; {@code sun.misc.Signal} can, but the compiler warns of it by name, so it
 * is reached by reflection.
 */
final class Signals {
    private Signals() {}

    static void onEnd(Runnable inOrder, Runnable atOnce) {
        var count = new AtomicInteger();
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                (count.getAndIncrement() == 0 ? inOrder : atOnce).run();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "end on signal";
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
            for (String name : new String[] {"INT", "TERM", "HUP"}) {
                signal.getMethod("handle", signal, type)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Logger.getLogger("mind.supervisor")
                    .log(Level.WARNING, "this JDK gives no signals: end Mind with \"scripts/mind down\"", e);
        }
    }
}
