package mind.gateway.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mind.gateway.access.Door;
import mind.gateway.access.Grant;
import mind.gateway.access.Origin;
import mind.gateway.access.Refusal;
import mind.gateway.access.Verdict;
import mind.gateway.access.Verdict.Admitted;
import mind.gateway.access.Verdict.Refused;
import mind.gateway.access.Visit;

/**
 * Asks the {@link Door} before any route runs, and writes the headers that tell browsers what they may do with the answer
 * (CORS, content type, framing). Health routes and the page's files ask for no token; what changes something asks for
 * more than what looks.
 */
final class AccessRules {
    private static final String GRANT = "grant";
    private static final Set<String> WITHOUT_TOKEN = Set.of("/healthz", "/readyz");
    private static final Set<HandlerType> LOOKING = Set.of(HandlerType.GET, HandlerType.HEAD);
    private static final String API_CONTENT = "default-src 'none'; frame-ancestors 'none'";

    private final Door door;

    AccessRules(Door door) {
        this.door = door;
    }

    static Grant grant(Context ctx) {
        return Optional.<Grant>ofNullable(ctx.attribute(GRANT)).orElse(Grant.NOTHING);
    }

    /** For what concerns no one citizen. @throws Problem if the visitor may only look */
    static void requireActing(Context ctx) {
        if (!grant(ctx).act()) {
            throw new Problem(Refusal.READ_ONLY.status(), Refusal.READ_ONLY.detail());
        }
    }

    /** Before every request. */
    void check(Context ctx) {
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("X-Frame-Options", "DENY");
        ctx.header("Referrer-Policy", "no-referrer");
        boolean data = isData(ctx.path());
        if (data) {
            ctx.header("Content-Security-Policy", API_CONTENT);
            ctx.header("Cache-Control", "no-store");
        }
        Visit visit = visit(ctx);
        Verdict verdict = verdict(ctx, visit, data);
        if (verdict instanceof Admitted admitted) {
            admitted.origin().ifPresent(origin -> allow(ctx, origin));
            ctx.attribute(GRANT, admitted.grant());
        } else if (verdict instanceof Refused refused) {
            Refusal refusal = refused.refusal();
            if (refusal.status() == 401) {
                ctx.header("WWW-Authenticate", "Bearer");
            }
            throw new Problem(refusal.status(), refusal.detail());
        }
    }

    private Verdict verdict(Context ctx, Visit visit, boolean data) {
        String path = ctx.path();
        if (!data
                || WITHOUT_TOKEN.contains(path)
                || ctx.method() == HandlerType.OPTIONS
                || path.startsWith("/admin/")) {
            return door.atThePage(visit); // the admin routes ask for their own key
        }
        return LOOKING.contains(ctx.method()) ? door.toLook(visit) : door.toAct(visit);
    }

    /** Whether a path is anything but a file of the page, in whatever spelling. */
    private static boolean isData(String path) {
        return !path.equals("/") && !path.startsWith("/app/");
    }

    private static void allow(Context ctx, Origin origin) {
        ctx.header("Access-Control-Allow-Origin", origin.toString());
        ctx.header("Access-Control-Allow-Credentials", "true");
        ctx.header("Vary", "Origin");
    }

    /** What a browser asks before it sends anything unusual: any method and header, from pages that {@link #check} let in. */
    static void preflight(Context ctx) {
        ctx.header("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        String wanted = Optional.ofNullable(ctx.header("Access-Control-Request-Headers"))
                .orElse("");
        if (wanted.matches("[A-Za-z0-9, _-]{1,500}")) {
            ctx.header("Access-Control-Allow-Headers", wanted);
        }
        ctx.header("Access-Control-Max-Age", "600");
        ctx.status(204);
    }

    static Visit visit(Context ctx) {
        HttpServletRequest request = ctx.req();
        return new Visit(
                peer(request),
                values(request, "X-Forwarded-For"),
                Optional.ofNullable(request.getHeader("Host")).orElse(""),
                values(request, "Origin"),
                Optional.ofNullable(request.getHeader("Authorization")),
                values(request, "Cookie"));
    }

    private static List<String> values(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header));
    }

    private static InetAddress peer(HttpServletRequest request) {
        return Visit.address(request.getRemoteAddr());
    }
}
