package mind.worker.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import java.util.TreeMap;
import mind.protocol.Channels;
import mind.protocol.Command;
import mind.protocol.Message;
import mind.protocol.Nearest;
import mind.protocol.WireJson;
import mind.worker.link.CitizenLog;

/** Every verb a worker knows, and the way from a message on its command channel to exactly one answer. */
public final class Commands {
    private static final int MAX_REQUEST = 64; // characters of a request id
    private static final String REPLY_PREFIX = Channels.replies("");

    private final Map<String, CommandHandler> handlers = new TreeMap<>();
    private final Replies replies;
    private final CitizenLog log;
    private final SeenLately seen = new SeenLately();
    private volatile long unreadable; // both are written by the command thread only
    private volatile long repeated;

    /** The way an answer leaves. */
    public interface Replies {
        /** An answer for {@code request} on {@code channel}; where no channel was named, one that goes nowhere. */
        Answer answer(String channel, String request);
    }

    public Commands(Replies replies, CitizenLog log) {
        this.replies = replies;
        this.log = log;
    }

    /** Adds a verb. All verbs are added before the first command comes. */
    public Commands with(String verb, CommandHandler handler) {
        handlers.put(verb, handler);
        return this;
    }

    /** Takes one message; whatever is wrong with it becomes an answer where there is someone to answer. */
    public void receive(String message) {
        Command command;
        try {
            command = WireJson.MAPPER.readValue(message, Command.class);
        } catch (JsonProcessingException e) {
            unreadable("it is no command: " + e.getOriginalMessage());
            return;
        }
        if (command == null) {
            unreadable("it is null");
            return;
        }
        String request = command.requestId() == null ? "" : command.requestId();
        String channel = command.replyTo() == null ? "" : command.replyTo();
        if (request.length() > MAX_REQUEST || !channel.isEmpty() && !channel.startsWith(REPLY_PREFIX)) {
            unreadable("its request_id is longer than " + MAX_REQUEST + " or its reply_to is no " + REPLY_PREFIX + "…");
            return;
        }
        if (seen.again(channel, request)) {
            noteRepeated();
            return;
        }
        handle(command, replies.answer(channel, request));
    }

    private void handle(Command command, Answer answer) {
        String verb = command.command() == null ? "" : command.command();
        CommandHandler handler = handlers.get(verb);
        try {
            if (command.v() != Message.VERSION) {
                throw Refusal.wrongShape("v is " + command.v() + ": this worker speaks " + Message.VERSION);
            }
            if (handler == null) {
                throw Refusal.badValue("command is \"" + verb + "\": send one of "
                        + String.join(", ", handlers.keySet()) + Nearest.hint(verb, handlers.keySet()));
            }
            handler.handle(Args.of(command.args()), answer);
        } catch (Refusal refusal) {
            answer.refused(refusal);
        } catch (RuntimeException | Error e) {
            log.fault("command " + verb + " failed", e);
            answer.refused(500, verb + " failed: " + e);
        }
    }

    private void unreadable(String why) {
        long before = unreadable;
        unreadable = before + 1;
        if (before == 0) {
            log.warn("A message on the command channel was passed over: " + why + " (further ones are only counted)");
        }
    }

    /** The bus may bring a message twice; what it asks for is done once, and was or will be answered. */
    private void noteRepeated() {
        long before = repeated;
        repeated = before + 1;
        if (before == 0) {
            log.warn("A command came twice and was done once (further ones are only counted)");
        }
    }

    /** Messages on the command channel that were no commands, and commands that had come already. From any thread. */
    public Map<String, Long> counters() {
        return Map.of("unreadable_commands", unreadable, "repeated_commands", repeated);
    }
}
