namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>The server's whole configuration, written anew at every start: fit for a machine that does other work too.</summary>
internal static class ServerSettings
{
    /// <summary>Collation is by code point and so the same everywhere; the character type makes lower() know all letters.</summary>
    public static readonly string[] Locale = ["--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8"];

    private const long Megabyte = 1 << 20;

    private const string Access = $"host all all {ServerAddress.Loopback}/32 scram-sha-256\n";

    public static void Write(DataFolder folder, int port, bool durable)
    {
        var own = File.Exists(folder.In("postgres.conf")) ? "include '../postgres.conf'\n" : "";
        File.WriteAllText(Path.Combine(folder.Cluster, "postgresql.conf"), Configuration(port, durable ? "on" : "off") + own);
        File.WriteAllText(Path.Combine(folder.Cluster, "pg_hba.conf"), Access);
    }

    /// <summary>
    /// A quarter of what this machine or container has, as PostgreSQL's manual advises, and no more than two gigabytes. Random keys meet pages of every
    /// index: where those do not fit, each command evicts some and reads others again.
    /// </summary>
    private static long SharedBuffers => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / Megabyte, 128, 2048);

    private static string Configuration(int port, string durable) => $"""
        # Written at every start. Settings of your own go into postgres.conf beside this folder.

        # reachable from this machine, with the password of postgres.json
        listen_addresses = '{ServerAddress.Loopback}'
        port = {port}
        unix_socket_directories = ''
        password_encryption = 'scram-sha-256'
        max_connections = 200

        # what is committed survives the server's death, and a power cut unless fsync is off
        synchronous_commit = on
        fsync = {durable}
        full_page_writes = {durable}

        # no replicas: a table filled in the transaction that creates it skips the write-ahead log
        wal_level = minimal
        max_wal_senders = 0
        max_logical_replication_workers = 0
        max_wal_size = '4GB'
        checkpoint_timeout = '15min'

        # segments of it are kept to be used again: to make one anew takes some 50 ms, and all that commit wait for it
        min_wal_size = '2GB'

        # a quarter of the memory at most, and a disk without moving parts
        shared_buffers = '{SharedBuffers}MB'
        effective_cache_size = '{2 * SharedBuffers}MB'
        work_mem = '16MB'
        maintenance_work_mem = '128MB'
        random_page_cost = 1.1

        # a sample of 9,000 rows a table instead of 30,000: tables grow by a tenth, and are looked at again, within seconds to minutes
        default_statistics_target = 30

        # compiling costs more than it gains on queries of milliseconds
        jit = off

        # the same answers everywhere
        timezone = 'UTC'
        datestyle = 'ISO, YMD'
        default_text_search_config = 'pg_catalog.simple'

        # the log tells of starts, stops and crashes only, and so stays small; errors of statements reach the caller
        log_timezone = 'UTC'
        log_min_messages = 'log'
        log_checkpoints = off
        lc_messages = 'C'

        """;
}
