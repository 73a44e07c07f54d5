using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Authentication.Keys;

/// <summary>Master keys from a file and from settings. The file is read anew when it changes, so that a key can be added while the hub runs.</summary>
public sealed partial class ConfiguredMasterKeys : IMasterKeyProvider
{
    private readonly MasterKeyOptions _options;
    private readonly ILogger<ConfiguredMasterKeys> _logger;
    private readonly Lock _reading = new();
    private MasterKeyRing _ring;
    private DateTime _readAt;

    /// <summary>Reads the keys, and makes the file where that is wanted.</summary>
    /// <exception cref="MasterKeyException">The file or a key cannot be read.</exception>
    public ConfiguredMasterKeys(IOptions<MasterKeyOptions> options, ILogger<ConfiguredMasterKeys> logger)
    {
        (_options, _logger) = (options.Value, logger);
        if (_options is { File: { } file, CreateFile: true } && !File.Exists(file))
            Create(file);
        _readAt = WrittenAt();
        _ring = Read();
    }

    /// <inheritdoc/>
    public string? CurrentKeyId => Ring().CurrentKeyId;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> KeyIds => Ring().KeyIds;

    /// <inheritdoc/>
    public WrappedKey Wrap(ReadOnlySpan<byte> dataKey, string identity) => Ring().Wrap(dataKey, identity);

    /// <inheritdoc/>
    public byte[] Unwrap(WrappedKey wrapped, string identity) => Ring().Unwrap(wrapped, identity);

    private MasterKeyRing Ring()
    {
        if (_options.File is null)
            return Volatile.Read(ref _ring);
        lock (_reading)
        {
            var written = WrittenAt();
            if (written == _readAt)
                return _ring;
            _readAt = written;
            try
            {
                _ring = Read();
                Log.ReadAnew(_logger, _options.File, _ring.CurrentKeyId);
            }
            catch (MasterKeyException fault)
            {
                // Half-written or gone: the keys at hand stay in use, and the next change is looked at again.
                Log.Unreadable(_logger, _options.File, fault);
            }

            return _ring;
        }
    }

    private DateTime WrittenAt() => _options.File is { } file ? File.GetLastWriteTimeUtc(file) : default;

    private MasterKeyRing Read()
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string? last = null;
        foreach (var (id, text, place) in InFile().Concat(_options.Keys.Select(key => (key.Key, key.Value, $"MasterKeys:Keys:{key.Key}"))))
        {
            if (!keys.TryAdd(id, KeyOf(text, place)))
                throw new MasterKeyException($"{place}: The master key '{id}' stands there twice.");
        }

        last = InFile().Select(line => line.Id).LastOrDefault() ?? (_options.Keys.Count == 1 ? _options.Keys.Keys.Single() : null);
        if (_options.Current is { } current && !keys.ContainsKey(current))
            throw new MasterKeyException($"MasterKeys:Current: Expected the id of one of the master keys ({(keys.Count == 0 ? "there are none" : string.Join(", ", keys.Keys))}), found '{current}'.");
        if ((_options.Current ?? last) is null && keys.Count > 0)
            throw new MasterKeyException($"MasterKeys:Current: Expected which of {string.Join(", ", keys.Keys)} is current, found nothing.");
        return new MasterKeyRing(_options.Current ?? last, keys);
    }

    private IEnumerable<(string Id, string Text, string Place)> InFile()
    {
        if (_options.File is not { } file)
            yield break;
        var number = 0;
        foreach (var line in Lines(file))
        {
            number++;
            if (line.Trim() is not { Length: > 0 } written || written[0] == '#')
                continue;
            if (written.Split(' ', '\t') is not [var id, var text])
                throw new MasterKeyException($"{file}, line {number}: Expected an id, a space and 32 bytes in base64.");
            yield return (id, text, $"{file}, line {number}");
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"MasterKeys:File: The file cannot be read: {fault.Message}", fault);
        }
    }

    // A message never repeats what stands there.
    private static byte[] KeyOf(string text, string place)
    {
        var key = new byte[Aes256.KeyBytes];
        return Convert.TryFromBase64String(text, key, out var length) && length == key.Length
            ? key
            : throw new MasterKeyException($"{place}: Expected 32 bytes in base64, as 'openssl rand -base64 32' makes them.");
    }

    // Never twice the same: a file that was lost and made anew must not pass for the one that secrets need.
    private static string NewId() => $"K-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    private void Create(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            var owner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                owner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var stream = new FileStream(file, owner);
            using (var writer = new StreamWriter(stream, leaveOpen: true))
            {
                writer.WriteLine("# The master key of this hub. Without it, secrets of credentials are lost: keep a copy apart from the database's backups.");
                writer.WriteLine($"{NewId()} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(Aes256.KeyBytes))}");
            }

            stream.Flush(flushToDisk: true);
            Log.Created(_logger, file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The file of the master key cannot be made: {fault.Message}", fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(901, LogLevel.Information, "A master key was made and written to {File}; keep a copy of it apart from backups of the database")]
        public static partial void Created(ILogger logger, string file);

        [LoggerMessage(902, LogLevel.Information, "The master keys in {File} were read anew; {KeyId} is current")]
        public static partial void ReadAnew(ILogger logger, string file, string? keyId);

        [LoggerMessage(903, LogLevel.Error, "The master keys in {File} have changed and cannot be read; those read before stay in use")]
        public static partial void Unreadable(ILogger logger, string file, Exception fault);
    }
}
