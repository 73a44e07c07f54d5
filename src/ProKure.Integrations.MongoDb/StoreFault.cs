using System.Collections.Frozen;
using System.Net.Sockets;
using MongoDB.Driver;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.MongoDb;

/// <summary>What an error of the driver means for the store. Told by type, code and label, never by message.</summary>
internal static class StoreFault
{
    /// <summary>The document's <c>_id</c>, or its <c>request_id</c>, is there already.</summary>
    public const int DuplicateKey = 11000;

    public const int CannotCreateIndex = 67, NamespaceExists = 48, NamespaceNotFound = 26, IndexNotFound = 27;

    // Names as in the server's list of errors. A document that meets one of them is not to blame: it must not end in the quarantine.
    private static readonly FrozenSet<int> Transient = new[]
    {
        6,     // HostUnreachable
        7,     // HostNotFound
        24,    // LockTimeout
        46,    // LockBusy
        50,    // MaxTimeMSExpired
        64,    // WriteConcernTimeout
        79,    // UnknownReplWriteConcern
        89,    // NetworkTimeout
        90,    // CallbackCanceled
        91,    // ShutdownInProgress
        100,   // UnsatisfiableWriteConcern
        107,   // LockFailed
        112,   // WriteConflict
        117,   // ConflictingOperationInProgress
        133,   // FailedToSatisfyReadPreference
        134,   // ReadConcernMajorityNotAvailableYet
        146,   // ExceededMemoryLimit
        150,   // StaleEpoch
        175,   // QueryPlanKilled
        189,   // PrimarySteppedDown
        202,   // NetworkInterfaceExceededTimeLimit
        234,   // RetryChangeStream
        246,   // SnapshotUnavailable
        249,   // StaleDbVersion
        262,   // ExceededTimeLimit
        264,   // TooManyFilesOpen
        276,   // IndexBuildAborted
        279,   // ClientDisconnect
        285,   // IndexBuildAlreadyInProgress
        314,   // ObjectIsBusy
        317,   // ConnectionPoolExpired
        343,   // ShardCannotRefreshDueToLocksHeld
        355,   // InterruptedDueToStorageChange
        365,   // TemporarilyUnavailable
        371,   // UserWritesBlocked
        384,   // ConnectionError
        402,   // ResourceExhausted
        406,   // MigrationBlockingOperationCoordinatorCleaningUp
        407,   // PooledConnectionAcquisitionExceededTimeLimit
        412,   // UpdatesStillPending
        433,   // AdmissionQueueOverflow
        449,   // RateLimitExceeded
        450,   // PooledConnectionAcquisitionRejected
        453,   // InterruptedDueToReshardingCriticalSection
        462,   // IngressRequestRateLimitExceeded
        9001,  // SocketException
        10058, // LegacyNotPrimary
        10107, // NotWritablePrimary
        11600, // InterruptedAtShutdown
        11601, // Interrupted
        11602, // InterruptedDueToReplStateChange
        13388, // StaleConfig
        13435, // NotPrimaryNoSecondaryOk
        13436, // NotPrimaryOrSecondary
        14031, // OutOfDiskSpace
    }.ToFrozenSet();

    private static readonly string[] TransientLabels = ["RetryableWriteError", "TransientTransactionError", "SystemOverloadedError", "RetryableError"];

    private static readonly FrozenSet<int> Refused = new[]
    {
        13,   // Unauthorized
        18,   // AuthenticationFailed
        8000, // AtlasError: authentication there
    }.ToFrozenSet();

    public static bool IsTransient(int code) => Transient.Contains(code);

    /// <summary>The error in the store's words when it cannot be used now; null when something else is wrong.</summary>
    public static LogStoreUnavailableException? Unavailable(Exception fault, string place) => fault switch
    {
        LogStoreUnavailableException known => known,
        MongoAuthenticationException => new($"MongoDB at {place} refuses the user or password of the connection string.", fault),
        MongoExecutionTimeoutException => new($"MongoDB at {place} did not end an operation in the time allowed.", fault),
        MongoConnectionException or MongoConnectionPoolPausedException or MongoWaitQueueFullException or SocketException or IOException =>
            new($"The connection to MongoDB at {place} failed.", fault),
        TimeoutException => new($"No MongoDB server at {place} answers that can take the operation.", fault),
        MongoNotPrimaryException or MongoNodeIsRecoveringException => new($"MongoDB at {place} has no primary now.", fault),
        MongoBulkWriteException { WriteConcernError: not null } or MongoWriteConcernException =>
            new($"MongoDB at {place} could not confirm a write as the write concern asks; it may have been carried out.", fault),
        MongoCommandException { Code: var code } when Refused.Contains(code) => new($"MongoDB at {place} does not allow the user an operation (error {code}).", fault),
        MongoCommandException { Code: var code } when IsTransient(code) => new($"MongoDB at {place} cannot carry out an operation now (error {code}).", fault),
        MongoException labelled when TransientLabels.Any(labelled.HasErrorLabel) =>
            new($"MongoDB at {place} cannot carry out an operation now.", fault),
        _ => null,
    };
}
