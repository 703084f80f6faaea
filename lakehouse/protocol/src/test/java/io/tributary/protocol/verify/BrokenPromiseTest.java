// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.BatchHeader;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.GatewayKey;
import io.tributary.protocol.record.InclusionPromise;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BrokenPromiseTest {
    private static final SigningKey ORGANISATION = key("org1");
    private static final SigningKey GATEWAY = key("gateway");
    private static final SigningKey CONTRIBUTOR = key("ann");
    private static final Hash ROOT = Hash.sha256("root".getBytes(StandardCharsets.UTF_8));
    private static final long INCLUDE_BY = 2_000;
    private static final Policy POLICY = new Policy(
            "net",
            1,
            List.of(
                    new Policy.Organisation("org1", ORGANISATION.verifyingKey()),
                    new Policy.Organisation("org2", key("org2").verifyingKey())));

    private static SigningKey key(String name) {
        return SigningKey.ofSeed(
                Hash.sha256(name.getBytes(StandardCharsets.UTF_8)).bytes());
    }

    private static SignedEnvelope authority(String organisation, SigningKey signs, SigningKey of) {
        return SignedEnvelope.sign(
                new GatewayKey("net", organisation, signs.verifyingKey().keyId(), 0, "gateway-org1", of.verifyingKey())
                        .toJson(),
                signs);
    }

    private static SignedEnvelope promise(SigningKey signs, long batch, Hash root) {
        return SignedEnvelope.sign(
                new InclusionPromise(
                                "net",
                                "gateway-org1",
                                signs.verifyingKey().keyId(),
                                0,
                                "ann",
                                "letters",
                                batch,
                                root,
                                1_000,
                                INCLUDE_BY)
                        .toJson(),
                signs);
    }

    private static SignedEnvelope header() {
        return SignedEnvelope.sign(
                new BatchHeader("net", "ann", CONTRIBUTOR.verifyingKey().keyId(), 4, "letters", 1, ROOT).toJson(),
                CONTRIBUTOR);
    }

    private static List<JsonObject> log(Hash... anchored) {
        List<JsonObject> log = new ArrayList<>();
        log.add(new DatanetEntry("net", "letters", "org1", "CC0-1.0", Hash.empty(), 0).toJson());
        log.add(new BatchesEntry("net", "letters", 1, List.of(anchored)).toJson());
        return log;
    }

    private static BrokenPromise evidence() {
        return new BrokenPromise(
                authority("org1", ORGANISATION, GATEWAY), promise(GATEWAY, 4, ROOT), header(), log(Hash.empty()));
    }

    private static String reason(BrokenPromise evidence, long nowMillis) {
        Verdict verdict = BrokenPromise.verify(evidence.bytes(), POLICY, nowMillis);
        return verdict.valid() ? "valid" : verdict.reason();
    }

    @Test
    void aPromiseWhoseTimeHasPassedAndWhoseBatchTheLogLacksIsBroken() {
        assertThat(reason(evidence(), INCLUDE_BY + 1)).isEqualTo("valid");
        assertThat(reason(evidence(), INCLUDE_BY)).isEqualTo("the promised time has not come");
        BrokenPromise kept =
                new BrokenPromise(evidence().authority(), evidence().promise(), header(), log(Hash.empty(), ROOT));
        assertThat(reason(kept, INCLUDE_BY + 1)).isEqualTo("the log holds the batch, for version 1");
    }

    @Test
    void aBatchThatIsAnchoredForAnotherDatanetIsNoKeptPromise() {
        List<JsonObject> log = log(Hash.empty());
        log.add(new BatchesEntry("net", "elsewhere", 1, List.of(ROOT)).toJson());
        BrokenPromise diverted =
                new BrokenPromise(evidence().authority(), evidence().promise(), header(), log);
        assertThat(reason(diverted, INCLUDE_BY + 1)).isEqualTo("valid");
    }

    @Test
    void nobodyIsBlamedForWhatHeDidNotSign() {
        long late = INCLUDE_BY + 1;
        BrokenPromise right = evidence();
        assertThat(reason(
                        new BrokenPromise(
                                authority("org3", key("org3"), GATEWAY), right.promise(), header(), right.log()),
                        late))
                .contains("no organisation of the policy");
        assertThat(reason(
                        new BrokenPromise(
                                authority("org1", key("mallory"), GATEWAY), right.promise(), header(), right.log()),
                        late))
                .contains("no organisation of the policy");
        assertThat(reason(
                        new BrokenPromise(right.authority(), promise(key("mallory"), 4, ROOT), header(), right.log()),
                        late))
                .contains("not signed by gateway");
        assertThat(reason(new BrokenPromise(right.authority(), promise(GATEWAY, 5, ROOT), header(), right.log()), late))
                .contains("about another batch");
        assertThat(reason(
                        new BrokenPromise(right.authority(), promise(GATEWAY, 4, Hash.empty()), header(), right.log()),
                        late))
                .contains("about another batch");
        Policy elsewhere = new Policy("other", 1, POLICY.organisations());
        assertThat(BrokenPromise.verify(right.bytes(), elsewhere, late).reason())
                .contains("of network net");
    }

    @Test
    void noChangedByteOfTheSignedPartsPasses() {
        long seed = 20_261_121L;
        Random random = new Random(seed);
        byte[] good = evidence().bytes();
        String text = new String(good, StandardCharsets.UTF_8);
        // The log says what it says; its root is for the reader to compare.
        int logFrom = text.indexOf("\"log\":");
        int logTo = text.indexOf("\"promise\":");
        // The header's own signature is not what the promise is about.
        int signatureFrom = text.indexOf("\"signature\":", text.indexOf("\"header\":"));
        int signatureTo = signatureFrom + "\"signature\":\"\"".length() + 128;
        int tried = 0;
        while (tried < 600) {
            int at = random.nextInt(good.length);
            if (at >= logFrom && at < logTo || at >= signatureFrom && at < signatureTo) {
                continue;
            }
            tried++;
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 + random.nextInt(255));
            assertThat(BrokenPromise.verify(bad, POLICY, INCLUDE_BY + 1).valid())
                    .as("byte %d changed, seed %d", at, seed)
                    .isFalse();
        }
    }
}
