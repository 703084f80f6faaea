// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import io.tributary.protocol.error.InvalidInputException;

/** How a family of releases names things. What both name alike stands in the client. */
public enum Dialect {
    /** Releases 3.1.x; run against a server. */
    V3_1("3.1", "process", "processDefineCode", Tenant.OF_THE_DEFINITION),
    /** Releases from 3.3.1 on; compared with the published interface of 3.4.3, not run. */
    V3_3("3.3", "workflow", "workflowDefinitionCode", Tenant.OF_THE_RUN);

    /** Where a tenant, the user of the operating system that tasks run as, is named. */
    enum Tenant {
        OF_THE_DEFINITION,
        OF_THE_RUN
    }

    private final String id;
    private final String noun;
    private final String listFilter;
    private final Tenant tenant;

    Dialect(String id, String noun, String listFilter, Tenant tenant) {
        this.id = id;
        this.noun = noun;
        this.listFilter = listFilter;
        this.tenant = tenant;
    }

    /**
     * The dialect of a release such as {@code 3.1} or {@code 3.3}.
     *
     * @throws InvalidInputException if there is none
     */
    public static Dialect of(String id) {
        for (Dialect dialect : values()) {
            if (dialect.id.equals(id)) {
                return dialect;
            }
        }
        throw new InvalidInputException("scheduler.dialect is '" + id + "', want 3.1 or 3.3 (for 3.3.1 and later)");
    }

    /** The release that it begins with. */
    public String id() {
        return id;
    }

    /** Where definitions are, and the first part of what their answers call them. */
    String definitions() {
        return noun + "-definition";
    }

    /** The definition inside an answer. */
    String definitionField() {
        return noun + "Definition";
    }

    /** The dependencies inside an answer. */
    String relationsField() {
        return noun + "TaskRelationList";
    }

    /** Where runs are. */
    String instances() {
        return noun + "-instances";
    }

    /** Starts a run. */
    String start() {
        return "start-" + noun + "-instance";
    }

    /** Parameter with the code of a definition. */
    String definitionCode() {
        return noun + "DefinitionCode";
    }

    /** The same in a list of runs. */
    String listFilter() {
        return listFilter;
    }

    /** Parameter with the id of a run. */
    String instanceId() {
        return noun + "InstanceId";
    }

    /** Parameter with the priority of a run. */
    String priority() {
        return noun + "InstancePriority";
    }

    /** Where a tenant is named. */
    Tenant tenant() {
        return tenant;
    }
}
