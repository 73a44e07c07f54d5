namespace ProKure.Integrations.Spool;

/// <summary>What an error of the file system means. Told by type and number, never by message.</summary>
internal static class DiskFault
{
    /// <summary>
    /// Whether the file system is at fault. <see cref="ArgumentOutOfRangeException"/> is the runtime's name for EFBIG: the file may not grow further.
    /// </summary>
    public static bool Is(Exception fault) => fault is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>Whether there is no more room: ENOSPC, EDQUOT (Linux, macOS), ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL, the numbers that the runtime hands on.</summary>
    public static bool IsFull(Exception fault) => fault.HResult is 28 or 122 or 69 or unchecked((int)0x80070070) or unchecked((int)0x80070027);
}
