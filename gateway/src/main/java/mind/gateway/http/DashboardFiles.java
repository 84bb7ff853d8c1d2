package mind.gateway.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The dashboard's files, from the class path. The page itself is asked for anew each time; the rest lies below a segment
 * that changes with each build and may be kept for ever.
 */
final class DashboardFiles {
    private static final String FOLDER = "dashboard/";
    private static final String CONTENT_SECURITY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8");

    void index(Context context) throws IOException {
        send(context, "index.html", "no-cache");
    }

    void file(Context context) throws IOException {
        send(context, "app/" + context.pathParam("file"), "public, max-age=31536000, immutable");
    }

    private static void send(Context context, String file, String caching) throws IOException {
        if (SAFE.matcher(file).matches()) {
            try (InputStream found = DashboardFiles.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
                if (found != null) {
                    String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
                    context.contentType(TYPES.getOrDefault(ending, "application/octet-stream"))
                            .header("Cache-Control", caching)
                            .header("Content-Security-Policy", CONTENT_SECURITY)
                            .result(found.readAllBytes());
                    return;
                }
            }
        }
        throw new Problem(404, "no such file: " + context.path());
    }
}
