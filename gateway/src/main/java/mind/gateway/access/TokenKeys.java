package mind.gateway.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;
import mind.protocol.Env;

/** The keys that tokens are checked with, each under the one JWS algorithm it is for. */
public final class TokenKeys {
    static final String SECRET = "AUTH_HS256_SECRET";
    static final String PUBLIC_KEY = "AUTH_PUBLIC_KEY";
    /** RFC 7518 §3.2: a key shorter than the hash can be guessed from one token. */
    private static final int LEAST_SECRET_BYTES = 32;
    /** RFC 7518 §3.3. */
    private static final int LEAST_RSA_BITS = 2_048;

    private final Map<String, Key> byAlgorithm = new TreeMap<>();

    private TokenKeys() {}

    public static TokenKeys from(Env env) {
        var keys = new TokenKeys();
        env.find(SECRET).ifPresent(secret -> keys.addSecret(env, secret));
        env.find(PUBLIC_KEY).ifPresent(pem -> keys.addPublic(env, pem));
        return keys;
    }

    private void addSecret(Env env, String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_SECRET_BYTES) {
            env.problem(SECRET + " has " + bytes.length + " bytes: HS256 needs at least " + LEAST_SECRET_BYTES
                    + "; make one with \"openssl rand -base64 48\"");
        }
        byAlgorithm.put("HS256", new SecretKeySpec(bytes, "HmacSHA256"));
    }

    private void addPublic(Env env, String pem) {
        Optional<PublicKey> key = parse(pem);
        if (key.isPresent() && key.get() instanceof RSAPublicKey rsa) {
            if (rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
                env.problem(PUBLIC_KEY + " is an RSA key of " + rsa.getModulus().bitLength()
                        + " bits: RS256 needs at least " + LEAST_RSA_BITS);
            }
            byAlgorithm.put("RS256", rsa);
        } else if (key.isPresent() && key.get() instanceof EdECPublicKey) {
            byAlgorithm.put("EdDSA", key.get());
        } else {
            env.problem(PUBLIC_KEY + " is no RSA or Ed25519 public key: set the PEM text that begins with"
                    + " -----BEGIN PUBLIC KEY-----");
        }
    }

    private static Optional<PublicKey> parse(String pem) {
        String base64 = pem.replace("\\n", "\n") // as env files write it
                .replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "")
                .replaceAll("\\s", "");
        for (String algorithm : new String[] {"RSA", "EdDSA"}) {
            try {
                var spec = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
                return Optional.of(KeyFactory.getInstance(algorithm).generatePublic(spec));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // the next algorithm may fit
            }
        }
        return Optional.empty();
    }

    boolean none() {
        return byAlgorithm.isEmpty();
    }

    String[] algorithms() {
        return byAlgorithm.keySet().toArray(String[]::new);
    }

    Optional<Key> of(String algorithm) {
        return Optional.ofNullable(byAlgorithm.get(algorithm));
    }
}
