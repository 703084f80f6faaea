// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import io.tributary.protocol.error.InvalidInputException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a workflow file declares. It is checked: its tasks form no cycle, its placeholders are declared.
 *
 * @param name of the workflow
 * @param description one sentence
 * @param zone in which its days and times are read
 * @param schedule when it is started by itself
 * @param deadline time of day by which a run should have ended
 * @param executionType PARALLEL, SERIAL_WAIT, SERIAL_DISCARD or SERIAL_PRIORITY
 * @param timeoutMinutes after which the server gives a warning; 0 is never
 * @param workerGroup empty: the configured one
 * @param environment name of the server's environment that its tasks get; empty: none
 * @param parameters in the order of the file
 * @param secrets names of files that the worker keeps
 * @param inputs tables that it reads, for the estimate
 * @param tasks every task after those it depends on
 */
public record Workflow(
        String name,
        String description,
        ZoneId zone,
        Optional<Schedule> schedule,
        Optional<LocalTime> deadline,
        String executionType,
        int timeoutMinutes,
        String workerGroup,
        String environment,
        List<Parameter> parameters,
        List<String> secrets,
        List<String> inputs,
        List<Task> tasks) {

    /** Copies the lists. */
    public Workflow {
        parameters = List.copyOf(parameters);
        secrets = List.copyOf(secrets);
        inputs = List.copyOf(inputs);
        tasks = List.copyOf(tasks);
    }

    /** The parameter that holds the day of a run, for backfills: the first of type date. */
    public Optional<Parameter> dateParameter() {
        return parameters.stream()
                .filter(parameter -> parameter.type() == Parameter.Type.DATE)
                .findFirst();
    }

    /**
     * The values of a run: those given, else those by default on the day.
     *
     * @throws InvalidInputException if one is unknown, missing or of another kind
     */
    public Map<String, String> values(Map<String, String> given, LocalDate today) {
        List<String> names = parameters.stream().map(Parameter::name).toList();
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                throw new InvalidInputException(
                        "workflow " + this.name + " has no parameter '" + name + "', want one of " + names);
            }
        }
        Map<String, String> values = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        for (Parameter parameter : parameters) {
            Optional<String> value =
                    Optional.ofNullable(given.get(parameter.name())).or(() -> parameter.standardOn(today));
            value.ifPresentOrElse(
                    text -> {
                        parameter.type().check(parameter.name(), text);
                        values.put(parameter.name(), text);
                    },
                    () -> missing.add(parameter.name()));
        }
        if (!missing.isEmpty()) {
            throw new InvalidInputException("workflow " + name + " needs a value for " + String.join(", ", missing)
                    + ": give --param " + missing.get(0) + "=…");
        }
        return values;
    }
}
