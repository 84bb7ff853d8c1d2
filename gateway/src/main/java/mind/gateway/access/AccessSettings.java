package mind.gateway.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.protocol.Env;

/**
 * Who may come in, as the environment says it.
 *
 * @param bind     where the gateway listens; {@code BIND}
 * @param origins  pages that may use it, besides its own; {@code ALLOWED_ORIGINS}, default port 3000 of this machine
 * @param keys     what tokens are checked with; {@code AUTH_HS256_SECRET}, {@code AUTH_PUBLIC_KEY}
 * @param audience what a token's {@code aud} must name; {@code AUTH_AUDIENCE}
 * @param cookie   the cookie a token may lie in, set by someone else; {@code AUTH_COOKIE}
 * @param openRead whether everybody may look; {@code AUTH_OPEN=read}
 * @param proxies  whose X-Forwarded-For is believed; {@code TRUSTED_PROXIES}
 * @param admin    the key to the admin routes; {@code ADMIN_API_KEY}
 * @param connections how many sockets may be open at once
 */
public record AccessSettings(
        Bind bind,
        List<Origin> origins,
        TokenKeys keys,
        String audience,
        String cookie,
        boolean openRead,
        TrustedProxies proxies,
        AdminKey admin,
        ConnectionLimits connections) {
    private static final String ORIGINS = "ALLOWED_ORIGINS";
    private static final String DEFAULT_ORIGINS = "http://localhost:3000,http://127.0.0.1:3000";

    /** Reads all of it; what cannot be used, or would leave the gateway open to strangers, is a problem of {@code env}. */
    public static AccessSettings from(Env env) {
        Bind bind = Bind.from(env);
        TokenKeys keys = TokenKeys.from(env);
        boolean openRead = env.choice("AUTH_OPEN", "", List.of("read")).equals("read");
        if (!bind.loopback() && keys.none() && !openRead) {
            env.problem(
                    Bind.NAME,
                    env.text(Bind.NAME, ""),
                    "others can reach that address, so set AUTH_HS256_SECRET, AUTH_PUBLIC_KEY or AUTH_OPEN=read,"
                            + " or unset BIND to serve this machine only");
        }
        return new AccessSettings(
                bind,
                origins(env),
                keys,
                env.text("AUTH_AUDIENCE", "mind"),
                env.text("AUTH_COOKIE", "mind_token"),
                openRead,
                TrustedProxies.from(env),
                AdminKey.from(env),
                ConnectionLimits.from(env));
    }

    private static List<Origin> origins(Env env) {
        List<Origin> origins = new ArrayList<>(); // a handful, and a set would hash records before the first answer
        for (String part : env.text(ORIGINS, DEFAULT_ORIGINS).split("[,\\s]+")) {
            if (part.isEmpty()) {
                continue;
            }
            Optional<Origin> origin = Origin.parse(part.endsWith("/") ? part.substring(0, part.length() - 1) : part);
            origin.ifPresentOrElse(
                    origins::add,
                    () -> env.problem(
                            ORIGINS, part, "set origins such as https://mind.example:8443, without a path or *"));
        }
        return List.copyOf(origins);
    }

    /** What somebody without a token may do. A key that is set counts on loopback too: whoever set one wants it asked for. */
    Grant withoutToken() {
        if (openRead) {
            return Grant.LOOK;
        }
        return keys.none() ? Grant.EVERYTHING : Grant.NOTHING;
    }

    @Override
    public String toString() {
        return "access on " + bind.addresses() + (keys.none() ? "" : " by tokens") + (openRead ? ", open to read" : "");
    }
}
