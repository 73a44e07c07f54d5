using Microsoft.Win32.SafeHandles;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects.Framing;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Objects;

/// <summary>A body on its way into the outbox. One that is not completed leaves nothing.</summary>
internal sealed class OutboxWriter : IWholeBody
{
    private readonly BodyOutbox _outbox;
    private readonly string _key;
    private readonly string _store;
    private readonly string _path;
    private readonly OutboxFile _file;
    private readonly FramedBodyWriter _body;
    private bool _isEnded;

    public OutboxWriter(BodyOutbox outbox, string key, string store, BodyDataKey? encryption, string path)
    {
        (_outbox, _key, _store, _path) = (outbox, key, store, path);
        _file = new OutboxFile(outbox, path);
        try
        {
            _body = new FramedBodyWriter(_file, encryption);
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _body.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _body.GetSpan(sizeHint);

    public void Advance(int count) => _body.Advance(count);

    public BodyReference Complete()
    {
        var (bytes, sha256) = _body.Complete();
        _file.FlushToDisk();
        _file.Dispose();
        _outbox.Finish(_key, _path, _file.Written);
        _isEnded = true;
        return new BodyReference(_store, _key, bytes, sha256);
    }

    public void Dispose()
    {
        _body.Dispose();
        if (_isEnded)
            return;
        Abandon();
        _outbox.CountShed();
    }

    private void Abandon()
    {
        _isEnded = true;
        _file.Dispose();
        _outbox.Release(_file.Written);
        try
        {
            File.Delete(_path);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            // Without its final name it is no body; it goes with the folder.
        }
    }

    /// <summary>A file that grows only as far as the outbox has room.</summary>
    private sealed class OutboxFile(BodyOutbox outbox, string path) : Stream
    {
        private readonly SafeFileHandle _handle = Create(path);

        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Written;

        public override long Position
        {
            get => Written;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            outbox.Reserve(buffer.Length);
            var at = Written;
            Written += buffer.Length;
            RandomAccess.Write(_handle, buffer, at);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public void FlushToDisk() => RandomAccess.FlushToDisk(_handle);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _handle.Dispose();
            base.Dispose(disposing);
        }

        private static SafeFileHandle Create(string path) => File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
    }
}
