// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.sign.SignedEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;

/**
 * Promises given and what each contributor used of each day, in one SQLite file that survives a kill. A promise is reserved, with its quota, before
 * its batch goes to Kafka, and marked as kept by Kafka after; so a batch that is sent again neither counts twice nor gets another promise.
 */
final class PromiseStore implements AutoCloseable {
    private static final int PROMISE_BYTES_MAX = 16 * 1024;

    private final Path file;
    private final Connection connection;

    private PromiseStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * A promise as it stands.
     *
     * @param root root of the batch that it is about
     * @param promise signed
     * @param written whether Kafka has acknowledged the batch, so that the promise may be shown
     */
    record Given(Hash root, SignedEnvelope promise, boolean written) {}

    /** Opens the file, making it when missing. */
    static PromiseStore open(Path file) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            Connection connection =
                    DriverManager.getConnection("jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL");
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "create table if not exists promises (contributor text not null, batch integer not null,"
                                + " root text not null, sequence integer not null unique, promise blob not null,"
                                + " written integer not null, primary key (contributor, batch)) without rowid");
                statement.execute("create table if not exists usage (contributor text not null, day text not null,"
                        + " bytes integer not null, items integer not null, files integer not null,"
                        + " primary key (contributor, day)) without rowid");
                statement.execute("create table if not exists files (contributor text not null, day text not null,"
                        + " file text not null, primary key (contributor, day, file)) without rowid");
            }
            return new PromiseStore(file, connection);
        } catch (IOException | SQLException e) {
            throw new UnavailableException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    /** The promise about a contributor's batch. */
    synchronized Optional<Given> find(String contributor, long batch) {
        try (PreparedStatement query = connection.prepareStatement(
                "select root, promise, written from promises where contributor = ? and batch = ?")) {
            query.setString(1, contributor);
            query.setLong(2, batch);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new Given(
                        Hash.ofHex(row.getString(1)),
                        SignedEnvelope.of(CanonicalJson.parse(row.getBytes(2), PROMISE_BYTES_MAX)),
                        row.getBoolean(3)));
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** What a contributor used of a day. */
    synchronized Usage used(String contributor, String day) {
        try (PreparedStatement query = connection.prepareStatement(
                "select bytes, items, files from usage where contributor = ? and day = ?")) {
            query.setString(1, contributor);
            query.setString(2, day);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? new Usage(row.getLong(1), row.getLong(2), row.getLong(3)) : Usage.NONE;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The gateway's next running number. */
    synchronized long nextSequence() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select coalesce(max(sequence), -1) + 1 from promises")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** How many promises Kafka's acknowledgement stands behind. */
    synchronized long count() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from promises where written = 1")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * A batch that wants a promise.
     *
     * @param contributor who sends it
     * @param batch its sequence
     * @param root its root
     * @param bytes as it travels
     * @param items in it
     * @param files names of the files that it is from, as the sender gives them; none counts as a file of its own
     */
    record Wish(String contributor, long batch, Hash root, long bytes, long items, Set<String> files) {
        Wish {
            files = Set.copyOf(files);
        }
    }

    /**
     * Reserves a promise and its share of the day's quota, both or neither. A reserved promise that was never shown is replaced, and counts no
     * second time; a file counts once a day, however many batches are from it.
     *
     * @return what would be beyond the limit; empty if it was reserved
     */
    synchronized Optional<Usage.Excess> reserve(Wish wish, SignedEnvelope promise, String day, Usage limit) {
        try {
            connection.setAutoCommit(false);
            try {
                if (find(wish.contributor(), wish.batch()).isEmpty()) {
                    Usage added = new Usage(wish.bytes(), wish.items(), newFiles(wish, day));
                    Usage total = used(wish.contributor(), day).plus(added);
                    Optional<Usage.Excess> excess = total.beyond(limit);
                    if (excess.isPresent()) {
                        connection.rollback();
                        return excess;
                    }
                    use(wish.contributor(), day, total);
                }
                put(wish.contributor(), wish.batch(), wish.root(), promise);
                connection.commit();
                return Optional.empty();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** How many of a batch's files are new today; notes them, and forgets those of other days. */
    private long newFiles(Wish wish, String day) throws SQLException {
        if (wish.files().isEmpty()) {
            return 1;
        }
        try (PreparedStatement delete =
                        connection.prepareStatement("delete from files where contributor = ? and day <> ?");
                PreparedStatement insert =
                        connection.prepareStatement("insert or ignore into files values (?, ?, ?)")) {
            delete.setString(1, wish.contributor());
            delete.setString(2, day);
            delete.executeUpdate();
            long added = 0;
            for (String name : wish.files()) {
                insert.setString(1, wish.contributor());
                insert.setString(2, day);
                insert.setString(3, name);
                added += insert.executeUpdate();
            }
            return added;
        }
    }

    private void use(String contributor, String day, Usage total) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("insert or replace into usage values (?, ?, ?, ?, ?)")) {
            update.setString(1, contributor);
            update.setString(2, day);
            update.setLong(3, total.bytes());
            update.setLong(4, total.items());
            update.setLong(5, total.files());
            update.executeUpdate();
        }
    }

    private void put(String contributor, long batch, Hash root, SignedEnvelope promise) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("insert or replace into promises values (?, ?, ?, ?, ?, 0)")) {
            update.setString(1, contributor);
            update.setLong(2, batch);
            update.setString(3, root.hex());
            update.setLong(4, promise.sequence());
            update.setBytes(5, promise.toJson().bytes());
            update.executeUpdate();
        }
    }

    /** Notes Kafka's acknowledgement. */
    synchronized void written(String contributor, long batch) {
        try (PreparedStatement update =
                connection.prepareStatement("update promises set written = 1 where contributor = ? and batch = ?")) {
            update.setString(1, contributor);
            update.setLong(2, batch);
            update.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private UnavailableException failed(SQLException e) {
        return new UnavailableException("cannot use " + file + ": " + e.getMessage(), e);
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
