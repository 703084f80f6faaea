// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import java.time.Duration;
import java.util.Objects;

/**
 * What a gateway takes.
 *
 * @param network the network that signatures are bound to
 * @param name name that promises are signed as
 * @param bytesMax bytes of one batch
 * @param itemsMax items of one batch
 * @param perDay what one contributor may send on one day
 * @param includeWithin time within which a batch is promised to be anchored
 * @param inFlightMax requests at a time
 * @param requestTimeout time that a client has for sending one request
 * @param bytesPerSecondMin pace at which a body must come
 */
record GatewaySettings(
        String network,
        String name,
        int bytesMax,
        int itemsMax,
        Usage perDay,
        Duration includeWithin,
        int inFlightMax,
        Duration requestTimeout,
        long bytesPerSecondMin) {

    GatewaySettings {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(perDay, "perDay");
        Objects.requireNonNull(includeWithin, "includeWithin");
        Objects.requireNonNull(requestTimeout, "requestTimeout");
    }

    static GatewaySettings of(Configuration configuration) {
        return new GatewaySettings(
                configuration.text(Key.NETWORK_ID),
                "gateway-" + configuration.text(Key.GATEWAY_OPERATOR),
                configuration.integer(Key.INGEST_RECORD_BYTES_MAX),
                configuration.integer(Key.INGEST_ITEMS_MAX),
                new Usage(
                        configuration.integer(Key.GATEWAY_BYTES_PER_DAY),
                        configuration.integer(Key.GATEWAY_ITEMS_PER_DAY),
                        configuration.integer(Key.GATEWAY_FILES_PER_DAY)),
                configuration.duration(Key.GATEWAY_INCLUDE_WITHIN),
                configuration.integer(Key.GATEWAY_IN_FLIGHT_MAX),
                configuration.duration(Key.GATEWAY_REQUEST_TIMEOUT),
                configuration.integer(Key.GATEWAY_BYTES_PER_SECOND_MIN));
    }
}
