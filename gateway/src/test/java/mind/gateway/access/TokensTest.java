package mind.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import mind.protocol.Env;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Consumer<JwtClaims> PLAIN = claims -> {};

    private final KeyPair rsa = pair("RSA", 2_048);
    private final KeyPair ed = pair("Ed25519", 0);
    private final Tokens hs256 = tokens(Map.of("AUTH_HS256_SECRET", SECRET));

    private static KeyPair pair(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Tokens tokens(Map<String, String> variables) {
        var env = new Env(variables);
        return new Tokens(env.orThrow(TokenKeys.from(env)), "mind");
    }

    private static Tokens tokens(PublicKey key) {
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        return tokens(Map.of("AUTH_PUBLIC_KEY", pem.replace("\n", "\\n")));
    }

    private static Key secret(String text) {
        return new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    private static String sign(String algorithm, Key key, Consumer<JwtClaims> change) {
        try {
            var claims = new JwtClaims();
            claims.setSubject("ada");
            claims.setAudience("mind");
            claims.setExpirationTimeMinutesInTheFuture(5);
            change.accept(claims);
            var signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            signature.setPayload(claims.toJson());
            signature.setAlgorithmHeaderValue(algorithm);
            signature.setKey(key);
            return signature.getCompactSerialization();
        } catch (org.jose4j.lang.JoseException e) {
            throw new AssertionError(e);
        }
    }

    private static String good(Consumer<JwtClaims> change) {
        return sign("HS256", secret(SECRET), change);
    }

    @Test
    void each_algorithm_is_taken_with_its_own_key() {
        assertEquals("ada", hs256.check(good(PLAIN)).grant().orElseThrow().subject());
        assertTrue(tokens(rsa.getPublic())
                .check(sign("RS256", rsa.getPrivate(), PLAIN))
                .grant()
                .isPresent());
        assertTrue(tokens(ed.getPublic())
                .check(sign("EdDSA", ed.getPrivate(), PLAIN))
                .grant()
                .isPresent());
    }

    @Test
    void what_no_key_of_ours_signed_is_refused() {
        assertRefused(hs256, sign("none", null, PLAIN));
        assertRefused(hs256, sign("HS256", secret(SECRET.replace('0', '1')), PLAIN));
        assertRefused(hs256, sign("HS512", secret(SECRET + SECRET), PLAIN));
        assertRefused(hs256, sign("RS256", rsa.getPrivate(), PLAIN));
        assertRefused(tokens(rsa.getPublic()), sign("RS256", pair("RSA", 2_048).getPrivate(), PLAIN));
        assertRefused(tokens(rsa.getPublic()), sign("RS384", rsa.getPrivate(), PLAIN));
        String[] parts = good(PLAIN).split("\\.");
        assertRefused(hs256, parts[0] + "." + parts[1] + ".");
        assertRefused(hs256, "no token");
        assertRefused(hs256, "");
    }

    @Test
    void a_public_key_is_never_taken_as_an_hmac_secret() {
        var asSecret = new SecretKeySpec(rsa.getPublic().getEncoded(), "HmacSHA256");
        assertRefused(tokens(rsa.getPublic()), sign("HS256", asSecret, PLAIN));
    }

    @Test
    void audience_and_end_are_required_and_checked() {
        assertRefused(hs256, good(claims -> claims.setAudience("another")));
        assertRefused(hs256, good(claims -> claims.unsetClaim("aud")));
        assertRefused(hs256, good(claims -> claims.unsetClaim("exp")));
        assertRefused(hs256, good(claims -> claims.setNotBeforeMinutesInThePast(-5)));
        assertEquals(
                Optional.of(Refusal.TOKEN_EXPIRED),
                hs256.check(good(claims -> claims.setExpirationTimeMinutesInTheFuture(-1)))
                        .refusal());
    }

    @Test
    void the_citizens_claim_limits_a_token_in_any_spelling_of_a_name() {
        Grant two = grant(List.of("iris", "mind-protocol_felix"));
        assertEquals(Optional.of(Set.of("mind-protocol_iris", "mind-protocol_felix")), two.citizens());
        assertTrue(two.sees("mind-protocol_iris"));
        assertEquals(Optional.of(Refusal.CITIZEN), two.acts("mind-protocol_ada"));
        assertTrue(grant("iris").sees("mind-protocol_iris"));
        assertTrue(grant(List.of("*")).sees("mind-protocol_ada"));
        assertEquals(false, grant(List.of()).sees("mind-protocol_iris"));
        assertTrue(hs256.check(good(PLAIN)).grant().orElseThrow().sees("mind-protocol_ada"));
        assertRefused(hs256, good(claims -> claims.setClaim("citizens", List.of(7))));
        assertRefused(hs256, good(claims -> claims.setClaim("citizens", null)));
        assertRefused(hs256, good(claims -> claims.setClaim("citizens", Map.of("iris", true))));
    }

    @Test
    void a_token_may_end_so_late_that_it_never_does() {
        for (long end : new long[] {9_999_999_999_999_999L, 1_000_000_000_000_000_000L, Long.MAX_VALUE}) {
            Grant grant = hs256.check(good(claims -> claims.setClaim("exp", end)))
                    .grant()
                    .orElseThrow();
            assertEquals(Instant.MAX, grant.expires());
        }
    }

    private Grant grant(Object citizens) {
        return hs256.check(good(claims -> claims.setClaim("citizens", citizens)))
                .grant()
                .orElseThrow();
    }

    private static void assertRefused(Tokens tokens, String token) {
        assertEquals(Optional.of(Refusal.TOKEN_REFUSED), tokens.check(token).refusal(), token);
    }
}
