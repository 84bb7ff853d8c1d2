package mind.gateway.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import mind.protocol.Env;

/** The key to {@code /admin/*} ({@code ADMIN_API_KEY}); where it is not set, those routes do not exist. */
public final class AdminKey {
    private final Optional<byte[]> digest;

    private AdminKey(Optional<byte[]> digest) {
        this.digest = digest;
    }

    public static AdminKey from(Env env) {
        return new AdminKey(env.find("ADMIN_API_KEY").map(AdminKey::sha256));
    }

    public boolean isSet() {
        return digest.isPresent();
    }

    /** Whether {@code offered} is the key, in a time that tells nothing about either, its length included. */
    public boolean opens(String offered) {
        return digest.isPresent() && MessageDigest.isEqual(digest.get(), sha256(offered));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
