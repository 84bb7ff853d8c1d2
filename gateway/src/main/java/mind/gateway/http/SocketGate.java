package mind.gateway.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import mind.gateway.access.Door;
import mind.gateway.access.Refusals;
import mind.gateway.access.Turnstile;
import mind.gateway.access.Verdict;
import mind.gateway.access.Verdict.Admitted;
import mind.gateway.access.Verdict.Refused;
import mind.gateway.access.Visit;
import mind.gateway.client.Gate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** The gate that sockets come in by: the {@link Door} says who, the {@link Turnstile} how many. */
public final class SocketGate implements Gate {
    private static final int RETRY_SECONDS = 5;

    private final Door door;
    private final Turnstile turnstile;
    private final Refusals refusals;

    public SocketGate(Door door, Turnstile turnstile, Refusals refusals) {
        this.door = door;
        this.turnstile = turnstile;
        this.refusals = refusals;
    }

    @Override
    public Entry onUpgrade(Request request) {
        Visit visit = visit(request);
        Verdict verdict = door.toConnect(visit);
        if (verdict instanceof Refused refused) {
            return refused(refused.refusal(), refused.client());
        }
        Admitted admitted = (Admitted) verdict;
        Optional<Turnstile.Pass> pass = turnstile.enter(admitted.client());
        if (pass.isEmpty()) {
            var full = turnstile.fullFor(admitted.client()).orElse(mind.gateway.access.Refusal.FULL);
            refusals.note(full, admitted.client(), String.join(" and ", visit.origins()));
            return refused(full, admitted.client());
        }
        return new Entry(Optional.empty(), new SocketGrant(admitted.grant()), admitted.client(), pass.get()::close);
    }

    @Override
    public void onOddUpgrade(Request request, Odd why) {
        var refusal =
                switch (why) {
                    case NO_HANDSHAKE -> mind.gateway.access.Refusal.BAD_UPGRADE;
                    case VERSION -> mind.gateway.access.Refusal.UPGRADE_VERSION;
                    case DRAINING -> mind.gateway.access.Refusal.DRAINING;
                };
        Visit visit = visit(request);
        refusals.note(refusal, door.client(visit), String.join(" and ", visit.origins()));
    }

    private static Entry refused(mind.gateway.access.Refusal refusal, InetAddress client) {
        Optional<Integer> retry = refusal.status() == 503 ? Optional.of(RETRY_SECONDS) : Optional.empty();
        return new Entry(
                Optional.of(new Gate.Refusal(refusal.status(), refusal.detail(), retry)), Grant.NONE, client, () -> {});
    }

    @Override
    public Optional<Grant> onToken(String token, InetAddress client) {
        Verdict verdict = door.byToken(token, client);
        return verdict instanceof Admitted admitted ? Optional.of(new SocketGrant(admitted.grant())) : Optional.empty();
    }

    static Visit visit(Request request) {
        var headers = request.getHeaders();
        InetAddress peer = request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
        return new Visit(
                peer,
                headers.getValuesList("X-Forwarded-For"),
                Optional.ofNullable(headers.get(HttpHeader.HOST)).orElse(""),
                headers.getFields(HttpHeader.ORIGIN).stream()
                        .map(field -> String.valueOf(field.getValue()))
                        .toList(),
                Optional.ofNullable(headers.get(HttpHeader.AUTHORIZATION)),
                headers.getValuesList(HttpHeader.COOKIE));
    }

    /** A grant in the words that sockets know. */
    private record SocketGrant(mind.gateway.access.Grant grant) implements Gate.Grant {
        @Override
        public boolean mayLook() {
            return grant.look();
        }

        @Override
        public boolean isLimited() {
            return grant.citizens().isPresent();
        }

        @Override
        public boolean mayWatch(String graph) {
            return grant.sees(graph);
        }

        @Override
        public boolean mayCommand(String graph) {
            return grant.acts(graph).isEmpty();
        }

        @Override
        public long expiresMs() {
            return grant.expires().equals(java.time.Instant.MAX)
                    ? Long.MAX_VALUE
                    : grant.expires().toEpochMilli();
        }
    }
}
