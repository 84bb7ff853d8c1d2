package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The colours of the dashboard's very first frame, which is drawn before any module has come. */
class DashboardThemeIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final String NOTE_THEME_AT_BODY = """
            new MutationObserver(() => {
              if (document.body) globalThis.themeAtBody ??= document.documentElement.dataset.theme ?? 'none';
            }).observe(document, { childList: true, subtree: true });""";

    @Test
    void the_theme_is_set_before_anything_can_be_seen() {
        try (var gateway = TestGateway.start(redis.url());
                var browser = Browser.start()) {
            browser.driver.executeCdpCommand(
                    "Page.addScriptToEvaluateOnNewDocument", Map.of("source", NOTE_THEME_AT_BODY));
            browser.media("prefers-color-scheme", "light");
            browser.open(gateway.http("/"));
            assertEquals("light", browser.eval("themeAtBody"), "as the system says");
            browser.open(gateway.http("/#theme=dark"));
            assertEquals("dark", browser.eval("themeAtBody"), "as the address says");
            browser.eval("localStorage.setItem('mind.theme', 'dark')");
            browser.open(gateway.http("/"));
            assertEquals("dark", browser.eval("themeAtBody"), "as somebody chose");
            browser.await("the module agrees", "document.documentElement.dataset.link === 'live'");
            assertEquals("dark", browser.eval("document.documentElement.dataset.theme"));
            assertEquals(List.of(), browser.complaints());
        }
    }
}
