namespace EventSourcedCrm.EventLog.Postgres.Wire;

/// <summary>Types of parameters by PostgreSQL's numbers (pg_type.oid), those of arrays in the plural.</summary>
internal enum WireType
{
    Bytes = 17,
    Long = 20,
    Text = 25,
    Blobs = 1001,
    Texts = 1009,
    Longs = 1016,
    Instant = 1184,
    Uuid = 2950,
    Uuids = 2951,
}
