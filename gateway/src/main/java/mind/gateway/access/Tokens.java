package mind.gateway.access;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mind.protocol.GraphName;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Turns a bearer token (JWT, RFC 7519) into what its owner may do. It must be signed by a key of ours under that key's own
 * algorithm, and have {@code exp} in the future and {@code aud} naming us. A claim {@code citizens}, a list of names,
 * limits it to those; without the claim it holds for all. A token's text is never logged, nor any message that quotes it.
 */
final class Tokens {
    private static final String CITIZENS = "citizens";
    private static final String EVERY_CITIZEN = "*";
    private static final long LAST_SECOND = Long.MAX_VALUE / 1_000; // as milliseconds

    private final JwtConsumer consumer;

    Tokens(TokenKeys keys, String audience) {
        consumer = new JwtConsumerBuilder()
                .setRequireExpirationTime()
                .setExpectedAudience(audience)
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, keys.algorithms()))
                .setVerificationKeyResolver((signature, nesting) -> keys.of(signature.getAlgorithmHeaderValue())
                        .orElseThrow(() -> new UnresolvableKeyException("no key for this algorithm")))
                .build();
    }

    /** What a token allows, or why it is refused: exactly one of the two is there. */
    record Checked(Optional<Grant> grant, Optional<Refusal> refusal) {
        private static Checked refused(Refusal refusal) {
            return new Checked(Optional.empty(), Optional.of(refusal));
        }
    }

    Checked check(String token) {
        try {
            JwtClaims claims = consumer.processToClaims(token);
            long end = claims.getExpirationTime().getValue();
            Instant expires = end < LAST_SECOND ? Instant.ofEpochSecond(end) : Instant.MAX;
            String subject = Optional.ofNullable(claims.getSubject()).orElse("");
            return new Checked(
                    Optional.of(new Grant(subject, true, true, citizens(claims), expires)), Optional.empty());
        } catch (InvalidJwtException e) {
            return Checked.refused(e.hasExpired() ? Refusal.TOKEN_EXPIRED : Refusal.TOKEN_REFUSED);
        } catch (MalformedClaimException e) {
            return Checked.refused(Refusal.TOKEN_REFUSED);
        }
    }

    private static Optional<Set<String>> citizens(JwtClaims claims) throws MalformedClaimException {
        if (!claims.getClaimsMap().containsKey(CITIZENS)) {
            return Optional.empty();
        }
        Object claim = claims.getClaimValue(CITIZENS); // may be null, which is no name
        List<?> names = claim instanceof List<?> list ? list : Collections.singletonList(claim);
        Set<String> graphs = new HashSet<>();
        for (Object name : names) {
            if (!(name instanceof String text)) {
                throw new MalformedClaimException("citizens is no list of names");
            }
            if (text.equals(EVERY_CITIZEN)) {
                return Optional.empty();
            }
            graphs.add(GraphName.of(text).graph());
        }
        return Optional.of(Set.copyOf(graphs));
    }
}
