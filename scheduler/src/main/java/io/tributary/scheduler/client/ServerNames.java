// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import io.tributary.protocol.error.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a server calls the things that tasks name.
 *
 * @param environments code of each environment by name
 * @param files of the resource centre by their name there
 */
record ServerNames(Map<String, Long> environments, Map<String, StoredFile> files) {
    static final ServerNames NONE = new ServerNames(Map.of(), Map.of());

    private static final long NO_ENVIRONMENT = -1;

    ServerNames {
        environments = Map.copyOf(environments);
        files = Map.copyOf(files);
    }

    /** A file: its number, 0 where files have none, and its full name, which of later releases begins with the storage. */
    record StoredFile(long id, String fullName) {
        boolean isCalled(String name) {
            return fullName.equals(name) || fullName.endsWith("/" + name);
        }
    }

    long environment(String name) {
        if (name.isEmpty()) {
            return NO_ENVIRONMENT;
        }
        Long code = environments.get(name);
        if (code == null) {
            throw new InvalidInputException(
                    "the scheduler has no environment " + name + ", want one of " + environments.keySet());
        }
        return code;
    }

    String environment(long code) {
        return environments.entrySet().stream()
                .filter(entry -> entry.getValue() == code)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(code <= 0 ? "" : Long.toString(code));
    }

    /** A jar as the parameters of a task hold it. */
    Map<String, Object> jar(String name) {
        StoredFile file = files.values().stream()
                .filter(one -> one.isCalled(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("the scheduler's resource centre has no file " + name
                        + "; upload it there, want one of " + files.keySet()));
        Map<String, Object> jar = new LinkedHashMap<>();
        if (file.id() > 0) {
            jar.put("id", file.id());
        }
        jar.put("resourceName", file.fullName());
        jar.put("res", name);
        return jar;
    }
}
