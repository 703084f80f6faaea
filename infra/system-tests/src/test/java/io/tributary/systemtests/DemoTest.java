// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The demo: its hashes are a function of input and seed, and its numbers add up. Makes the whole demo while other tests look at small ones. */
@Order(Integer.MAX_VALUE - 1)
class DemoTest {
    @Test
    void everyNumberOfItsReportAddsUp() {
        DemoRun demo = SharedDemos.reference();
        JsonNode report = demo.report();
        assertThat(demo.hashes().values()).doesNotHaveDuplicates();
        assertThat(number(report, "contributionsIn"))
                .isEqualTo(number(report, "accepted") + number(report, "rejected") + number(report, "duplicates"));
        assertThat(number(report, "accepted")).isEqualTo(number(report, "records") + number(report, "exactDuplicates"));
        assertThat(number(report, "rejected"))
                .as("bad input is part of the demo")
                .isPositive();
        assertThat(number(report, "duplicates")).isPositive();
        assertThat(number(report, "exactDuplicates")).isPositive();
        assertThat(number(report, "paid") + number(report, "undistributed"))
                .isEqualTo(number(report, "fees"))
                .isLessThanOrEqualTo(number(report, "deposits"));
        assertThat(number(report, "attestations")).isEqualTo(3);
        assertThat(report.get("state").asText()).isEqualTo("PAYABLE");
    }

    @Test
    void theReportAgreesWithTheTables() {
        DemoRun demo = SharedDemos.reference();
        JsonNode counted = demo.sqlRow("select (select count(*) from bronze.contributions) as accepted, "
                + "(select count(*) from datanets.speeches for version as of 'v1') as records, "
                + "(select count(*) from datanets.duplicates) as exact_duplicates, "
                + "(select count(*) from attribution.receipts where epoch = 1) as answers, "
                + "(select count(*) from models.rows) as passages, "
                + "(select count(*) from rewards.payouts where epoch = 1) as payouts, "
                + "(select count(distinct contributor) from bronze.contributions) as contributors, "
                + "(select max(amount) from rewards.payouts where epoch = 1) as best");
        JsonNode report = demo.report();
        for (String name : List.of("accepted", "records", "answers", "passages", "payouts", "contributors")) {
            assertThat(number(report, name))
                    .as(name)
                    .isEqualTo(counted.get(name).asLong());
        }
        assertThat(number(report, "exactDuplicates"))
                .isEqualTo(counted.get("exact_duplicates").asLong());
        JsonNode best = report.get("topPayouts").get(0);
        assertThat(number(best, "amount")).isEqualTo(counted.get("best").asLong());
    }

    @Test
    void whoRepeatsWhomIsShown() {
        DemoRun demo = SharedDemos.reference();
        JsonNode shown = demo.command("datanet", "show", "speeches", "--json")
                .run()
                .expect(0)
                .json();
        assertThat(shown.get("duplicateRule").asText()).isEqualTo("jaccard/v1");
        assertThat(shown.get("duplicates"))
                .hasSize((int) number(demo.report(), "exactDuplicates"))
                .allSatisfy(duplicate -> assertThat(
                                duplicate.get("canonicalContributor").asText())
                        .isNotEmpty()
                        .isNotEqualTo(duplicate.get("contributor").asText()));
    }

    @Test
    void theReadmeShowsTheHashesThatEverybodyGets() throws IOException {
        assertThat(Files.readString(Command.REPOSITORY.resolve("README.md")))
                .contains(SharedDemos.reference().hashes().values());
    }

    @Test
    void theProofThatItEndsWithVerifies() {
        JsonNode report = SharedDemos.reference().report();
        Command.tributary(
                        "verify",
                        report.get("proof").asText(),
                        "--policy",
                        report.get("policy").asText())
                .run()
                .expect(0);
    }

    @Test
    void twoDemosAtOnceInTwoFoldersDoNotCollideAndOtherSeedsShareNoHash() {
        Map<String, String> one = SharedDemos.small().hashes();
        Map<String, String> two = SharedDemos.playground().hashes();
        for (String name : DemoRun.HASHES) {
            assertThat(one.get(name)).as(name).isNotEqualTo(two.get(name));
        }
    }

    private static long number(JsonNode report, String name) {
        String text = report.path(name).asText();
        assertThat(text).as("%s of %s", name, report).matches("[0-9]+");
        return Long.parseLong(text);
    }
}
