using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ProKure.Integrations;

/// <summary>Names of what the core measures and traces. Tags are of low cardinality; nothing secret is ever a tag.</summary>
public static class Telemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "ProKure.Integrations";

    internal static readonly ActivitySource Source = new(Name);

    internal static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> LogWrites =
        Meter.CreateCounter<long>("prokure.log.writes", "{write}", "Log writes that became durable.");

    internal static readonly Counter<long> LogRefusals =
        Meter.CreateCounter<long>("prokure.log.refusals", "{write}", "Log writes that the store refused.");

    internal static readonly Counter<long> LogFailures =
        Meter.CreateCounter<long>("prokure.log.failures", "{write}", "Log writes that met an unavailable store.");

    internal static readonly Histogram<int> LogBatch =
        Meter.CreateHistogram<int>("prokure.log.batch", "{write}", "Log writes carried by one round trip.");

    internal static readonly Counter<long> LogLost =
        Meter.CreateCounter<long>("prokure.log.lost", "{write}", "Completions that neither the log store nor the spool took, and for which memory had no room.");

    internal static readonly Counter<long> Spooled =
        Meter.CreateCounter<long>("prokure.spool.spooled", "{entry}", "Entries that went to the spool because their store was away or slow, by kind.");

    internal static readonly Counter<long> Drained =
        Meter.CreateCounter<long>("prokure.spool.drained", "{entry}", "Spooled entries that their store has taken, by kind.");

    internal static readonly Counter<long> BodiesShed =
        Meter.CreateCounter<long>("prokure.spool.bodies_shed", "{entry}", "Spooled entries that lost their bodies for want of room, by kind.");

    internal static readonly Counter<long> SpoolLost =
        Meter.CreateCounter<long>("prokure.spool.lost", "{entry}", "Spooled entries that were lost for want of room or because their file was damaged, by kind.");

    internal static readonly Counter<long> SummariesDropped =
        Meter.CreateCounter<long>("prokure.summaries.dropped", "{summary}", "Summaries left to be rebuilt from the log.");

    internal static readonly Counter<long> Reconciled =
        Meter.CreateCounter<long>("prokure.reconciliation.mended", "{item}", "What the reconciler mended, or found beyond mending, by kind.");

    internal static readonly Counter<long> ReconciliationFailures =
        Meter.CreateCounter<long>("prokure.reconciliation.failures", "{run}", "Runs of a reconciliation step that failed, by step.");

    internal static readonly Counter<long> RetentionRemoved =
        Meter.CreateCounter<long>("prokure.retention.removed", "{record}", "Records removed because their time was over, by store and class.");

    internal static readonly Counter<long> Erased =
        Meter.CreateCounter<long>("prokure.erasure.erased", "{item}", "What erasures took the content from, by kind.");

    internal static readonly Counter<long> ErasureFailures =
        Meter.CreateCounter<long>("prokure.erasure.failures", "{pass}", "Passes over the erasures that a fault ended.");

    internal static readonly Counter<long> RetentionFailures =
        Meter.CreateCounter<long>("prokure.retention.failures", "{run}", "Retention runs that a fault ended.");

    internal static readonly Counter<long> LimitRefusals =
        Meter.CreateCounter<long>("prokure.limit.refusals", "{request}", "Requests that did not have their turn by a limit, by system, endpoint, scope and limit.");

    internal static readonly Counter<long> LimitStoreFailures =
        Meter.CreateCounter<long>("prokure.limit.store_failures", "{request}", "Questions to the store of the limits that were not answered in time.");

    internal static readonly Counter<long> CircuitTransitions =
        Meter.CreateCounter<long>("prokure.circuit.transitions", "{transition}", "Circuits opened and closed, by system, endpoint, state and whether the hub or a person did it.");

    internal static readonly Counter<long> ResponseWireBytes =
        Meter.CreateCounter<long>("prokure.response.wire_bytes", "By", "Bytes of answers' bodies as received, compressed.");

    internal static readonly Counter<long> ResponseBytes =
        Meter.CreateCounter<long>("prokure.response.bytes", "By", "Bytes of answers' bodies after decompression.");

    internal static readonly Counter<long> WholeBodies =
        Meter.CreateCounter<long>("prokure.bodies.kept", "{body}", "Bodies too long for the log that were kept whole.");

    internal static readonly Counter<long> WholeBodiesShed =
        Meter.CreateCounter<long>("prokure.bodies.shed", "{body}", "Bodies too long for the log of which only the beginning was kept, for want of room or because the disk failed.");

    internal static readonly Counter<long> BodiesUploaded =
        Meter.CreateCounter<long>("prokure.bodies.uploaded", "{body}", "Whole bodies that the object store took.");

    internal static readonly Counter<long> UploadFailures =
        Meter.CreateCounter<long>("prokure.bodies.upload_failures", "{upload}", "Uploads of whole bodies that failed and are tried again.");

    internal static readonly Counter<long> BodyOrphans =
        Meter.CreateCounter<long>("prokure.bodies.orphans_removed", "{object}", "Objects that were removed because no log document belongs to them.");

    internal static readonly Counter<long> Archived =
        Meter.CreateCounter<long>("prokure.archive.documents", "{document}", "Log documents that a verified archive file holds from now on.");

    internal static readonly Counter<long> ArchiveFiles =
        Meter.CreateCounter<long>("prokure.archive.files", "{file}", "Archive files that were written, verified and marked.");

    internal static readonly Counter<long> ArchiveFilesRemoved =
        Meter.CreateCounter<long>("prokure.archive.files_removed", "{file}", "Archive files that were removed because their time was over.");

    internal static readonly Counter<long> ArchiveFaults =
        Meter.CreateCounter<long>("prokure.archive.faults", "{fault}", "Archive files that were found missing, damaged or wrongly described, and runs that a store broke off, by kind.");

    internal static readonly Counter<long> Restored =
        Meter.CreateCounter<long>("prokure.archive.restored", "{document}", "Log documents that came back from the archive.");

    internal static readonly Histogram<double> AttemptDuration =
        Meter.CreateHistogram<double>("prokure.attempt.duration", "ms", "Duration of attempts by system, endpoint and status.");
}
