// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

/** What the gateway can be asked for; {@code openapi.json} describes each. */
enum Route {
    /** Takes a signed batch. */
    TAKE("POST", "/v1/batches"),
    /** The promise about one of the asker's own batches. */
    PROMISE("GET", "/v1/promises/{batch}"),
    /** What the asker may send today, and has sent. */
    QUOTA("GET", "/v1/quota"),
    /** What this gateway is and takes. */
    STATUS("GET", "/v1/status"),
    /** This list, for programs. */
    OPENAPI("GET", "/openapi.json");

    private final String method;
    private final String template;

    Route(String method, String template) {
        this.method = method;
        this.template = template;
    }

    String method() {
        return method;
    }

    String template() {
        return template;
    }
}
