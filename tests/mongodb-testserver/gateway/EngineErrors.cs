using System.Text.RegularExpressions;
using MongoDB.Bson;
using Npgsql;

namespace MongoTestServer;

/// <summary>Maps the engine's errors (SQLSTATEs; its own ones begin with M) to MongoDB's error codes.</summary>
internal static partial class EngineErrors
{
    public const int InternalError = 1, BadValue = 2, UnknownError = 8, FailedToParse = 9, TypeMismatch = 14,
        IllegalOperation = 20, CursorNotFound = 43, MaxTimeMSExpired = 50, CommandNotFound = 59, InvalidOptions = 72,
        ShutdownInProgress = 91, WriteConflict = 112, CommandNotSupported = 115, DuplicateKey = 11000;

    /// <summary>MongoDB's names of the codes that this server can return; any other code is "Location&lt;code&gt;".</summary>
    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "InternalError",
        [2] = "BadValue",
        [5] = "GraphContainsCycle",
        [8] = "UnknownError",
        [9] = "FailedToParse",
        [13] = "Unauthorized",
        [14] = "TypeMismatch",
        [15] = "Overflow",
        [16] = "InvalidLength",
        [20] = "IllegalOperation",
        [22] = "InvalidBSON",
        [24] = "LockTimeout",
        [26] = "NamespaceNotFound",
        [27] = "IndexNotFound",
        [28] = "PathNotViable",
        [40] = "ConflictingUpdateOperators",
        [43] = "CursorNotFound",
        [48] = "NamespaceExists",
        [50] = "MaxTimeMSExpired",
        [52] = "DollarPrefixedFieldName",
        [53] = "CannotBeTypeArray",
        [54] = "NotSingleValueField",
        [56] = "EmptyFieldName",
        [57] = "DottedFieldName",
        [59] = "CommandNotFound",
        [61] = "ShardKeyNotFound",
        [66] = "ImmutableField",
        [67] = "CannotCreateIndex",
        [68] = "IndexAlreadyExists",
        [72] = "InvalidOptions",
        [73] = "InvalidNamespace",
        [85] = "IndexOptionsConflict",
        [86] = "IndexKeySpecsConflict",
        [91] = "ShutdownInProgress",
        [111] = "NotExactValueField",
        [112] = "WriteConflict",
        [115] = "CommandNotSupported",
        [117] = "ConflictingOperationInProgress",
        [121] = "DocumentValidationFailure",
        [143] = "CursorInUse",
        [146] = "ExceededMemoryLimit",
        [159] = "DurationOverflow",
        [165] = "ViewDepthLimitExceeded",
        [166] = "CommandNotSupportedOnView",
        [167] = "OptionNotSupportedOnView",
        [171] = "CannotIndexParallelArrays",
        [181] = "AmbiguousIndexKeyPattern",
        [197] = "InvalidIndexSpecificationOption",
        [201] = "CannotBuildIndexKeys",
        [224] = "QueryFeatureNotAllowed",
        [232] = "MaxSubPipelineDepthExceeded",
        [241] = "ConversionFailure",
        [263] = "OperationNotSupportedInTransaction",
        [276] = "IndexBuildAborted",
        [291] = "NoQueryExecutionPlans",
        [352] = "UnsupportedOpQueryCommand",
        [10334] = "BSONObjectTooLarge",
        [11000] = "DuplicateKey",
        [11601] = "Interrupted",
        [14031] = "OutOfDiskSpace",
    };

    /// <summary>The engine's SQLSTATEs worth telling apart; the rest becomes UnknownError, with the SQLSTATE in the message.</summary>
    private static readonly Dictionary<string, int> Codes = new(StringComparer.Ordinal)
    {
        ["M0000"] = 1,
        ["M0001"] = 2,
        ["M0002"] = 5,
        ["M0003"] = 9,
        ["M0004"] = 14,
        ["M0005"] = 15,
        ["M0006"] = 20,
        ["M0008"] = 26,
        ["M0009"] = 27,
        ["M000A"] = 28,
        ["M000D"] = 40,
        ["M000E"] = 43,
        ["M000F"] = 48,
        ["M000G"] = 52,
        ["M000H"] = 53,
        ["M000I"] = 54,
        ["M000J"] = 56,
        ["M000K"] = 57,
        ["M000L"] = 61,
        ["M000M"] = 66,
        ["M000N"] = 67,
        ["M000O"] = 68,
        ["M000P"] = 72,
        ["M000Q"] = 73,
        ["M000R"] = 85,
        ["M000S"] = 86,
        ["M000T"] = 111,
        ["M000U"] = 115,
        ["M000W"] = 146,
        ["M000X"] = 159,
        ["M000Y"] = 165,
        ["M000Z"] = 166,
        ["M0010"] = 167,
        ["M0011"] = 181,
        ["M0012"] = 197,
        ["M0013"] = 224,
        ["M0014"] = 232,
        ["M0015"] = 241,
        ["M0016"] = 263,
        ["M0017"] = 276,
        ["M0018"] = 291,
        ["M001B"] = 10334,
        ["M001C"] = 11000,
        ["M00CO"] = 121,
        ["M00DO"] = 16,
        ["M00EL"] = 143,
        ["M00EW"] = 24,
        ["M00EX"] = 50,
        ["M00EY"] = 59,
        ["M00F1"] = 112,
        ["M00F4"] = 201,
        ["M00FD"] = 171,
        ["M003A"] = 17419,
        ["M003B"] = 17420,
        ["M007U"] = 40324,
        ["M0087"] = 40414,
        ["M0088"] = 40415,
        ["M002J"] = 16876,
        [PostgresErrorCodes.UniqueViolation] = 11000,
        [PostgresErrorCodes.ExclusionViolation] = 11000,
        [PostgresErrorCodes.QueryCanceled] = 50,
        [PostgresErrorCodes.LockNotAvailable] = 24,
        [PostgresErrorCodes.FeatureNotSupported] = 115,
        [PostgresErrorCodes.UndefinedTable] = 26,
        [PostgresErrorCodes.DuplicateTable] = 48,
        [PostgresErrorCodes.DeadlockDetected] = 112,
        [PostgresErrorCodes.SerializationFailure] = 112,
        [PostgresErrorCodes.DiskFull] = 14031,
        [PostgresErrorCodes.InvalidTextRepresentation] = 9,
        [PostgresErrorCodes.InvalidParameterValue] = 2,
        [PostgresErrorCodes.OutOfMemory] = 146,
        [PostgresErrorCodes.AdminShutdown] = 91,
        [PostgresErrorCodes.CannotConnectNow] = 91,
        [PostgresErrorCodes.ProgramLimitExceeded] = 67,
    };

    public static string NameOf(int code) => Names.GetValueOrDefault(code) ?? $"Location{code}";

    public static CommandException ToCommandException(PostgresException error, string? ns = null) =>
        Map(error.SqlState, error.MessageText, ns);

    /// <summary>The engine reports an error inside a result as its SQLSTATE packed in an int, six bits a character.</summary>
    public static CommandException FromPackedCode(int packed, string message, string? ns)
    {
        var state = string.Create(5, packed, (chars, code) =>
        {
            for (var i = 0; i < chars.Length; i++, code >>= 6)
            {
                chars[i] = (char)((code & 0x3F) + '0');
            }
        });
        return Map(state, message, ns);
    }

    /// <summary>Puts MongoDB's codes into the writeErrors of an insert, update or delete.</summary>
    public static BsonDocument TranslateWriteErrors(BsonDocument result, string ns)
    {
        foreach (var item in result.GetValue("writeErrors", new BsonArray()).AsBsonArray.OfType<BsonDocument>())
        {
            var error = FromPackedCode(item["code"].ToInt32(), item.GetValue("errmsg", "").AsString, ns);
            item["code"] = error.Code;
            item["errmsg"] = error.Message;
        }

        return result;
    }

    private static CommandException Map(string state, string message, string? ns)
    {
        if (!Codes.TryGetValue(state, out var code))
        {
            return new CommandException(UnknownError, $"{message} (engine error {state})");
        }

        return new CommandException(code, code == DuplicateKey ? DuplicateKeyMessage(message, ns) : message);
    }

    private static string DuplicateKeyMessage(string message, string? ns)
    {
        var index = QuotedIndexName().Match(message).Groups["name"].Value;
        return $"E11000 duplicate key error collection: {ns}" + (index.Length > 0 ? $" index: {index} dup key" : $": {message}");
    }

    [GeneratedRegex("Index '(?<name>[^']+)'")]
    private static partial Regex QuotedIndexName();
}
