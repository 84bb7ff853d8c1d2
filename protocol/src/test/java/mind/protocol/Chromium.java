package mind.protocol;

import java.nio.file.Path;
import java.util.List;

/** Where Debian puts Chromium and its driver, and how tests start it: no window, WebGL drawn by SwiftShader, no word to the network. */
public final class Chromium {
    public static final Path BINARY = Path.of("/usr/bin/chromium");
    public static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** Command line switches; a 1600 × 900 px window unless a later switch says otherwise. */
    public static final List<String> ARGUMENTS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1600,900");

    private Chromium() {}
}
