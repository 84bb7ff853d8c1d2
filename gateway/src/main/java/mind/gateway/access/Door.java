package mind.gateway.access;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;
import mind.gateway.access.Verdict.Admitted;
import mind.gateway.access.Verdict.Refused;

/**
 * Decides who comes in, by the host they believe to have reached, the page they come from and the token they bring; every
 * refusal is noted. Safe from any thread.
 */
public final class Door {
    private final AccessSettings settings;
    private final Refusals refusals;
    private final Supplier<Tokens> tokens;

    public Door(AccessSettings settings, Refusals refusals) {
        this.settings = settings;
        this.refusals = refusals;
        this.tokens = new Once<>(() -> new Tokens(settings.keys(), settings.audience()));
    }

    /** A value made at its first use: the token library costs start-up time that an open gateway never needs. */
    private static final class Once<T> implements Supplier<T> {
        private final Supplier<T> maker;
        private T value;

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        @Override
        public synchronized T get() {
            if (value == null) {
                value = maker.get();
            }
            return value;
        }
    }

    /** Somebody at a page's own file or at a health route: no token asked, but on loopback a loopback name. */
    public Verdict atThePage(Visit visit) {
        InetAddress client = client(visit);
        return hostRefusal(visit)
                .map(refusal -> refuse(refusal, client, visit))
                .orElseGet(() -> new Admitted(Grant.NOTHING, client, knownOrigin(visit)));
    }

    /** Somebody who only reads. Where the origin is no friend's the answer carries no CORS header, so no page sees it. */
    public Verdict toLook(Visit visit) {
        Verdict verdict = byToken(visit);
        return verdict instanceof Admitted admitted && !admitted.grant().look()
                ? refuse(Refusal.TOKEN_MISSING, admitted.client(), visit)
                : verdict;
    }

    /** Somebody who changes something, whatever citizen it is about: {@link Grant#acts} is asked next. */
    public Verdict toAct(Visit visit) {
        Optional<Refusal> stranger = originRefusal(visit);
        return stranger.isPresent() ? refuse(stranger.get(), client(visit), visit) : toLook(visit);
    }

    /** Somebody who opens a socket; the token may come as first message, so a grant of nothing is let in too. */
    public Verdict toConnect(Visit visit) {
        Optional<Refusal> stranger = originRefusal(visit);
        if (stranger.isPresent()) {
            return refuse(stranger.get(), client(visit), visit);
        }
        Verdict verdict = byToken(visit);
        boolean neitherPageNorToken = verdict instanceof Admitted admitted
                && !admitted.grant().look()
                && visit.origins().isEmpty();
        return neitherPageNorToken ? refuse(Refusal.TOKEN_MISSING, client(visit), visit) : verdict;
    }

    /** What the token that came as a socket's first message allows. */
    public Verdict byToken(String token, InetAddress client) {
        if (settings.keys().none()) {
            return new Admitted(settings.withoutToken(), client, Optional.empty()); // nothing to check it with or for
        }
        Tokens.Checked checked = tokens.get().check(token);
        return checked.refusal()
                .<Verdict>map(refusal -> {
                    refusals.note(refusal, client, "");
                    return new Refused(refusal, client);
                })
                .orElseGet(() -> new Admitted(checked.grant().orElseThrow(), client, Optional.empty()));
    }

    /** Whether this is the admin's key; noted if not. */
    public boolean isAdmin(Optional<String> key, Visit visit) {
        boolean opens = settings.admin().opens(key.orElse(""));
        if (!opens) {
            refusals.note(Refusal.ADMIN_KEY, client(visit), visit.originText());
        }
        return opens;
    }

    /** Who really asks. */
    public InetAddress client(Visit visit) {
        return settings.proxies().client(visit.peer(), visit.forwardedFor());
    }

    private Verdict byToken(Visit visit) {
        InetAddress client = client(visit);
        Optional<Refusal> wrongHost = hostRefusal(visit);
        if (wrongHost.isPresent()) {
            return refuse(wrongHost.get(), client, visit);
        }
        Optional<String> token = settings.keys().none() ? Optional.empty() : visit.token(settings.cookie());
        if (token.isEmpty()) {
            return new Admitted(settings.withoutToken(), client, knownOrigin(visit));
        }
        Tokens.Checked checked = tokens.get().check(token.get());
        return checked.refusal()
                .map(refusal -> refuse(refusal, client, visit))
                .orElseGet(() -> new Admitted(checked.grant().orElseThrow(), client, knownOrigin(visit)));
    }

    private Verdict refuse(Refusal refusal, InetAddress client, Visit visit) {
        refusals.note(refusal, client, visit.originText());
        return new Refused(refusal, client);
    }

    /** On loopback, a name other than this machine's own was pointed here by someone else (DNS rebinding). */
    private Optional<Refusal> hostRefusal(Visit visit) {
        if (!settings.bind().loopback()) {
            return Optional.empty();
        }
        boolean known = HostHeader.parse(visit.host())
                .filter(host ->
                        host.isLoopbackName() || settings.origins().stream().anyMatch(one -> one.isServedBy(host)))
                .isPresent();
        return known ? Optional.empty() : Optional.of(Refusal.HOST);
    }

    /** A page that is neither ours nor a friend's; whoever sends no origin is no page. */
    private Optional<Refusal> originRefusal(Visit visit) {
        if (visit.origins().size() > 1) {
            return Optional.of(Refusal.TWO_ORIGINS);
        }
        return visit.origins().isEmpty() || knownOrigin(visit).isPresent()
                ? Optional.empty()
                : Optional.of(Refusal.ORIGIN);
    }

    private Optional<Origin> knownOrigin(Visit visit) {
        if (visit.origins().size() != 1) {
            return Optional.empty();
        }
        Optional<HostHeader> host = HostHeader.parse(visit.host());
        return Origin.parse(visit.origins().get(0))
                .filter(origin -> settings.origins().contains(origin)
                        || host.map(origin::isServedBy).orElse(false));
    }
}
