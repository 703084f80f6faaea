// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.tributary.protocol.error.TributaryException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.flight.BackpressureStrategy;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.BasicFlightSqlProducer;
import org.apache.arrow.flight.sql.SqlInfoBuilder;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionClosePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCrossReference;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetExportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetImportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutPreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Translates between Flight SQL and {@link Statements}; a handle holds a whole {@link Question}. Who asks is looked up for each call, so
 * that a user who was taken away is out at once. Everything that would change something stays refused by the base class.
 */
final class LakeProducer extends BasicFlightSqlProducer {
    private final Statements statements;
    private final LakeTables tables;
    private final Function<String, Viewer> viewers;
    private final BufferAllocator allocator;
    private final SqlInfoBuilder about;

    /**
     * Answers by these.
     *
     * @param viewers who a user is; throws what Flight can send if there is none of that name
     */
    LakeProducer(
            Statements statements,
            LakeTables tables,
            Function<String, Viewer> viewers,
            BufferAllocator allocator,
            String version) {
        this.statements = statements;
        this.tables = tables;
        this.viewers = viewers;
        this.allocator = allocator;
        this.about = new SqlInfoBuilder()
                .withFlightSqlServerName("Tributary")
                .withFlightSqlServerVersion(version)
                .withFlightSqlServerReadOnly(true)
                .withFlightSqlServerSql(true)
                .withFlightSqlServerSubstrait(false)
                .withSqlIdentifierQuoteChar("`")
                .withSqlCatalogTerm("catalog")
                .withSqlSchemaTerm("namespace");
    }

    @Override
    protected <T extends Message> List<FlightEndpoint> determineEndpoints(
            T request, FlightDescriptor descriptor, Schema schema) {
        return List.of(new FlightEndpoint(ticket(request)));
    }

    private static Ticket ticket(Message request) {
        return new Ticket(Any.pack(request).toByteArray());
    }

    @Override
    public void createPreparedStatement(
            ActionCreatePreparedStatementRequest request, CallContext context, StreamListener<Result> listener) {
        try {
            Question question = new Question(request.getQuery(), List.of());
            Statements.Shape shape = statements.shape(question, viewer(context));
            ActionCreatePreparedStatementResult result = ActionCreatePreparedStatementResult.newBuilder()
                    .setPreparedStatementHandle(question.handle())
                    .setDatasetSchema(ByteString.copyFrom(shape.columns().serializeAsMessage()))
                    .setParameterSchema(ByteString.copyFrom(shape.parameters().serializeAsMessage()))
                    .build();
            listener.onNext(new Result(Any.pack(result).toByteArray()));
            listener.onCompleted();
        } catch (RuntimeException e) {
            listener.onError(status(e));
        }
    }

    @Override
    public void closePreparedStatement(
            ActionClosePreparedStatementRequest request, CallContext context, StreamListener<Result> listener) {
        listener.onCompleted();
    }

    /** Takes the values of a prepared statement's parameters and gives back a handle that holds them. */
    @Override
    public Runnable acceptPutPreparedStatementQuery(
            CommandPreparedStatementQuery command,
            CallContext context,
            FlightStream values,
            StreamListener<PutResult> listener) {
        return () -> {
            try {
                Question question = Question.of(command.getPreparedStatementHandle());
                DoPutPreparedStatementResult result = DoPutPreparedStatementResult.newBuilder()
                        .setPreparedStatementHandle(
                                new Question(question.statement(), BoundValues.read(values)).handle())
                        .build();
                try (ArrowBuf buffer = allocator.buffer(result.getSerializedSize())) {
                    buffer.writeBytes(result.toByteArray());
                    listener.onNext(PutResult.metadata(buffer));
                }
                listener.onCompleted();
            } catch (RuntimeException e) {
                listener.onError(status(e));
            }
        };
    }

    @Override
    public FlightInfo getFlightInfoStatement(
            CommandStatementQuery command, CallContext context, FlightDescriptor descriptor) {
        Question question = new Question(command.getQuery(), List.of());
        return info(
                question,
                TicketStatementQuery.newBuilder()
                        .setStatementHandle(question.handle())
                        .build(),
                context,
                descriptor);
    }

    @Override
    public FlightInfo getFlightInfoPreparedStatement(
            CommandPreparedStatementQuery command, CallContext context, FlightDescriptor descriptor) {
        return info(answered(() -> Question.of(command.getPreparedStatementHandle())), command, context, descriptor);
    }

    private FlightInfo info(Question question, Message request, CallContext context, FlightDescriptor descriptor) {
        return new FlightInfo(
                answered(() -> statements.shape(question, viewer(context)).columns()),
                descriptor,
                List.of(new FlightEndpoint(ticket(request))),
                -1,
                -1);
    }

    @Override
    public SchemaResult getSchemaStatement(
            CommandStatementQuery command, CallContext context, FlightDescriptor descriptor) {
        Question question = new Question(command.getQuery(), List.of());
        return new SchemaResult(
                answered(() -> statements.shape(question, viewer(context)).columns()));
    }

    @Override
    public void getStreamStatement(TicketStatementQuery ticket, CallContext context, ServerStreamListener listener) {
        stream(ticket.getStatementHandle(), context, listener);
    }

    @Override
    public void getStreamPreparedStatement(
            CommandPreparedStatementQuery command, CallContext context, ServerStreamListener listener) {
        stream(command.getPreparedStatementHandle(), context, listener);
    }

    private void stream(ByteString handle, CallContext context, ServerStreamListener listener) {
        try {
            statements.run(Question.of(handle), viewer(context), allocator, new ToClient(listener));
            listener.completed();
        } catch (RuntimeException e) {
            listener.error(status(e));
        }
    }

    private Viewer viewer(CallContext context) {
        return viewers.apply(context.peerIdentity());
    }

    /** Waits while the client is slow, until the statement's own timeout ends it: who does not read must not keep others out. */
    private record ToClient(ServerStreamListener listener, BackpressureStrategy.CallbackBackpressureStrategy pressure)
            implements Statements.Sink {
        private static final long WAIT_MILLIS = 1_000;

        private ToClient(ServerStreamListener listener) {
            this(listener, new BackpressureStrategy.CallbackBackpressureStrategy());
            pressure.register(listener);
        }

        @Override
        public void start(VectorSchemaRoot root) {
            listener.start(root);
        }

        @Override
        public boolean next(BooleanSupplier stopped) {
            BackpressureStrategy.WaitResult result = pressure.waitForListener(WAIT_MILLIS);
            while (result == BackpressureStrategy.WaitResult.TIMEOUT && !stopped.getAsBoolean()) {
                result = pressure.waitForListener(WAIT_MILLIS);
            }
            if (result != BackpressureStrategy.WaitResult.READY) {
                return false;
            }
            listener.putNext();
            return true;
        }

        @Override
        public void onCancel(Runnable action) {
            listener.setOnCancelHandler(action);
        }
    }

    @Override
    public void getStreamSqlInfo(CommandGetSqlInfo command, CallContext context, ServerStreamListener listener) {
        about.send(command.getInfoList(), listener);
    }

    @Override
    public void getStreamCatalogs(CallContext context, ServerStreamListener listener) {
        send(Schemas.GET_CATALOGS_SCHEMA, listener, root -> {
            text(root, "catalog_name", 0, statements.catalog());
            root.setRowCount(1);
        });
    }

    @Override
    public void getStreamSchemas(CommandGetDbSchemas command, CallContext context, ServerStreamListener listener) {
        Viewer asking = viewer(context);
        send(Schemas.GET_SCHEMAS_SCHEMA, listener, root -> {
            int row = 0;
            if (inCatalog(command.getCatalog(), command.hasCatalog())) {
                for (String namespace : tables.namespaces(command.getDbSchemaFilterPattern(), asking)) {
                    text(root, "catalog_name", row, statements.catalog());
                    text(root, "db_schema_name", row, namespace);
                    row++;
                }
            }
            root.setRowCount(row);
        });
    }

    @Override
    public void getStreamTables(CommandGetTables command, CallContext context, ServerStreamListener listener) {
        Schema schema = command.getIncludeSchema() ? Schemas.GET_TABLES_SCHEMA : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA;
        Viewer asking = viewer(context);
        Set<String> types = command.getTableTypesList().stream().collect(Collectors.toUnmodifiableSet());
        send(schema, listener, root -> {
            int row = 0;
            if (inCatalog(command.getCatalog(), command.hasCatalog())) {
                for (LakeTables.Entry entry : tables.tables(
                        command.getDbSchemaFilterPattern(), command.getTableNameFilterPattern(), asking)) {
                    if (types.isEmpty() || types.contains(entry.type())) {
                        table(root, row++, entry, command.getIncludeSchema(), asking);
                    }
                }
            }
            root.setRowCount(row);
        });
    }

    private void table(VectorSchemaRoot root, int row, LakeTables.Entry entry, boolean withColumns, Viewer asking) {
        text(root, "catalog_name", row, statements.catalog());
        text(root, "db_schema_name", row, entry.namespace());
        text(root, "table_name", row, entry.name());
        text(root, "table_type", row, entry.type());
        if (withColumns) {
            byte[] columns = statements
                    .shape(new Question(tables.select(entry), List.of()), asking)
                    .columns()
                    .serializeAsMessage();
            ((VarBinaryVector) root.getVector("table_schema")).setSafe(row, columns);
        }
    }

    private boolean inCatalog(String asked, boolean isAsked) {
        return !isAsked || asked.equals(statements.catalog());
    }

    @Override
    public void getStreamTableTypes(CallContext context, ServerStreamListener listener) {
        send(Schemas.GET_TABLE_TYPES_SCHEMA, listener, root -> {
            text(root, "table_type", 0, LakeTables.TABLE);
            text(root, "table_type", 1, LakeTables.VIEW);
            root.setRowCount(2);
        });
    }

    @Override
    public void getStreamPrimaryKeys(
            CommandGetPrimaryKeys command, CallContext context, ServerStreamListener listener) {
        send(Schemas.GET_PRIMARY_KEYS_SCHEMA, listener, root -> root.setRowCount(0));
    }

    @Override
    public void getStreamExportedKeys(
            CommandGetExportedKeys command, CallContext context, ServerStreamListener listener) {
        send(Schemas.GET_EXPORTED_KEYS_SCHEMA, listener, root -> root.setRowCount(0));
    }

    @Override
    public void getStreamImportedKeys(
            CommandGetImportedKeys command, CallContext context, ServerStreamListener listener) {
        send(Schemas.GET_IMPORTED_KEYS_SCHEMA, listener, root -> root.setRowCount(0));
    }

    @Override
    public void getStreamCrossReference(
            CommandGetCrossReference command, CallContext context, ServerStreamListener listener) {
        send(Schemas.GET_CROSS_REFERENCE_SCHEMA, listener, root -> root.setRowCount(0));
    }

    private void send(Schema schema, ServerStreamListener listener, Consumer<VectorSchemaRoot> fill) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
            root.allocateNew();
            fill.accept(root);
            listener.start(root);
            listener.putNext();
            listener.completed();
        } catch (RuntimeException e) {
            listener.error(status(e));
        }
    }

    private static void text(VectorSchemaRoot root, String column, int row, String value) {
        ((VarCharVector) root.getVector(column)).setSafe(row, value.getBytes(StandardCharsets.UTF_8));
    }

    /** One supplier that throws what Flight can send. */
    private static <T> T answered(java.util.function.Supplier<T> answer) {
        try {
            return answer.get();
        } catch (RuntimeException e) {
            throw status(e);
        }
    }

    private static FlightRuntimeException status(RuntimeException failure) {
        if (failure instanceof FlightRuntimeException already) {
            return already;
        }
        CallStatus status = switch (failure instanceof TributaryException known ? known.exitCode() : 70) {
            case 1 -> CallStatus.RESOURCE_EXHAUSTED;
            case 2 -> CallStatus.INVALID_ARGUMENT;
            case 3 -> CallStatus.UNAVAILABLE;
            default -> CallStatus.INTERNAL;
        };
        return status.withDescription(String.valueOf(failure.getMessage()))
                .withCause(failure)
                .toRuntimeException();
    }
}
